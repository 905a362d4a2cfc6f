// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.spec.PodSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that a Pod's status is made from, at one moment. */
record PodSnapshot(
    PodSpec pod,
    PodState state,
    Instant startTime,
    Optional<String> address,
    String hostAddress,
    List<ContainerStatus> initContainers,
    List<ContainerStatus> containers) {

  PodSnapshot {
    initContainers = List.copyOf(initContainers);
    containers = List.copyOf(containers);
  }

  Stream<ContainerStatus> sidecars() {
    return initContainers.stream().filter(c -> c.role() == ContainerStatus.Role.SIDECAR);
  }
}
