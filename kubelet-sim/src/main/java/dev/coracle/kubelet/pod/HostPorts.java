// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ports of a node that its Pods claim; each can have one Pod. */
final class HostPorts {

  private HostPorts() {}

  /**
   * Why a Pod cannot be let in, if another one has a port that it wants.
   *
   * @param others those that have not ended
   */
  static Optional<Cause> conflict(PodSpec pod, List<PodSpec> others) {
    boolean taken =
        ports(pod)
            .anyMatch(
                wanted ->
                    others.stream()
                        .flatMap(HostPorts::ports)
                        .anyMatch(used -> clash(wanted, used)));
    return taken
        ? Optional.of(Cause.failure("NodePorts", "Pod was rejected: Predicate NodePorts failed"))
        : Optional.empty();
  }

  private static Stream<ContainerSpec.Port> ports(PodSpec pod) {
    Stream<ContainerSpec> sidecars =
        pod.initContainers().stream().filter(c -> c.restartPolicy().equals("Always"));
    return Stream.concat(pod.containers().stream(), sidecars)
        .flatMap(c -> c.ports().stream())
        .filter(p -> p.hostPort() > 0);
  }

  private static boolean clash(ContainerSpec.Port one, ContainerSpec.Port other) {
    boolean everywhere = isAny(one.hostIp()) || isAny(other.hostIp());
    return one.hostPort() == other.hostPort()
        && one.protocol().equals(other.protocol())
        && (everywhere || one.hostIp().equals(other.hostIp()));
  }

  private static boolean isAny(String address) {
    return address.isEmpty() || address.equals("0.0.0.0");
  }
}
