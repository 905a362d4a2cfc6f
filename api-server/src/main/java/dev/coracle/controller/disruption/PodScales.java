// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.disruption;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.model.Pod;
import dev.coracle.controller.OwnedObjects;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** How many Pods their controllers shall keep. */
final class PodScales {

  private static final List<ResourceType> KINDS =
      List.of(ResourceType.DEPLOYMENTS, ResourceType.REPLICA_SETS, ResourceType.STATEFUL_SETS);

  /**
   * The number of Pods that a budget counts on.
   *
   * @param desired how many of them must be healthy
   * @param unmanaged whether there are Pods besides that nobody keeps a number of
   */
  record Expected(int count, int desired, Optional<String> problem, boolean unmanaged) {

    private static Expected failed(String problem) {
      return new Expected(0, 0, Optional.of(problem), false);
    }
  }

  private final Map<ResourceType, Informer> owners = new LinkedHashMap<>();

  static PodScales watchedBy(
      Controller controller, Function<String, Collection<ObjectKey>> inNamespace) {
    PodScales scales = new PodScales();
    for (ResourceType kind : KINDS) {
      scales.owners.put(
          kind,
          controller.watch(
              kind,
              (before, after) ->
                  before.isPresent() && after.isPresent() && same(before.get(), after.get())
                      ? List.of()
                      : inNamespace.apply(after.or(() -> before).orElseThrow().namespace())));
    }
    return scales;
  }

  private static boolean same(KubeObject before, KubeObject after) {
    return before.at("spec", "replicas").equals(after.at("spec", "replicas"));
  }

  Expected of(KubeObject budget, List<Pod> pods) {
    JsonNode most = budget.at("spec", "maxUnavailable");
    JsonNode least = budget.at("spec", "minAvailable");
    if (isSet(most)) {
      return scaled(pods, count -> Math.max(0, count - share(most, count)));
    }
    if (least.isString()) {
      return scaled(pods, count -> share(least, count));
    }
    return new Expected(pods.size(), isSet(least) ? least.asInt() : 1, Optional.empty(), false);
  }

  private static boolean isSet(JsonNode value) {
    return !value.isMissingNode() && !value.isNull();
  }

  /** A number, or a percentage rounded up. */
  private static int share(JsonNode value, int of) {
    return value.isString()
        ? (int) Math.ceil(Integer.parseInt(value.asString().replace("%", "")) * of / 100.0)
        : value.asInt();
  }

  private Expected scaled(List<Pod> pods, Function<Integer, Integer> desired) {
    Map<String, Integer> replicas = new HashMap<>();
    boolean unmanaged = false;
    for (Pod pod : pods) {
      Optional<OwnerReference> controller = pod.object().controller();
      if (controller.isEmpty()) {
        unmanaged = true;
        continue;
      }
      Optional<KubeObject> owner = topmost(pod.namespace(), controller.get());
      if (owner.isEmpty()) {
        return Expected.failed(
            "Failed to calculate the number of expected pods: found no controllers for pod \"%s\""
                .formatted(pod.name()));
      }
      replicas.put(owner.get().uid(), owner.get().number(1, "spec", "replicas"));
    }
    int count = replicas.values().stream().mapToInt(Integer::intValue).sum();
    return new Expected(count, desired.apply(count), Optional.empty(), unmanaged);
  }

  /** The controller that says how many Pods there are: of a ReplicaSet, its Deployment. */
  private Optional<KubeObject> topmost(String namespace, OwnerReference reference) {
    Optional<KubeObject> owner =
        owners.entrySet().stream()
            .filter(kind -> OwnedObjects.isOf(reference, kind.getKey()))
            .flatMap(
                kind -> kind.getValue().get(ObjectKey.of(namespace, reference.name())).stream())
            .filter(found -> found.uid().equals(reference.uid()))
            .findFirst();
    return owner
        .flatMap(KubeObject::controller)
        .flatMap(above -> topmost(namespace, above))
        .or(() -> owner);
  }
}
