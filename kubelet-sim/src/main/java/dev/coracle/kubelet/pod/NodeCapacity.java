// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Quantity;
import dev.coracle.api.model.ResourceList;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a node has room for a Pod that was bound to it past the scheduler. See <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/lifecycle/predicate.go">generalFilter</a>.
 * Pure.
 */
final class NodeCapacity {

  private static final String PODS = "pods";
  private static final String CPU = "cpu";

  private NodeCapacity() {}

  /**
   * Why there is no room.
   *
   * @param others those that have not ended
   * @param allocatable what the node has; it is not asked about what it does not have at all
   */
  static Optional<Cause> shortage(
      PodSpec pod, List<PodSpec> others, Map<String, Quantity> allocatable) {
    Quantity places = allocatable.getOrDefault(PODS, Quantity.ZERO);
    if (allocatable.containsKey(PODS) && others.size() >= places.longValue()) {
      return Optional.of(lack(PODS, 1, others.size(), places.longValue()));
    }
    Map<String, Quantity> wanted = new TreeMap<>(requests(pod).amounts());
    wanted.values().removeIf(amount -> amount.compareTo(Quantity.ZERO) <= 0);
    wanted.keySet().retainAll(allocatable.keySet());
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    ResourceList used =
        others.stream().map(NodeCapacity::requests).reduce(ResourceList.NONE, ResourceList::plus);
    return wanted.entrySet().stream()
        .flatMap(
            want ->
                lack(
                    want.getKey(),
                    want.getValue(),
                    used.of(want.getKey()),
                    allocatable.getOrDefault(want.getKey(), Quantity.ZERO))
                    .stream())
        .findFirst();
  }

  private static ResourceList requests(PodSpec pod) {
    return ResourceList.requestedBy(new dev.coracle.api.model.PodSpec(pod.object().at("spec")));
  }

  private static Optional<Cause> lack(
      String resource, Quantity wanted, Quantity used, Quantity there) {
    return wanted.plus(used).compareTo(there) <= 0
        ? Optional.empty()
        : Optional.of(
            lack(resource, units(resource, wanted), units(resource, used), units(resource, there)));
  }

  /** CPUs are counted in thousandths. */
  private static long units(String resource, Quantity amount) {
    return resource.equals(CPU) ? amount.milliValue() : amount.longValue();
  }

  private static Cause lack(String resource, long wanted, long used, long there) {
    return Cause.failure(
        "OutOf" + resource,
        "Pod was rejected: Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
            .formatted(resource, wanted, used, there));
  }
}
