// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.spec.PodSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a Pod's status is made from, at one moment.
 *
 * @param addresses the Pod's, its primary one first; none while it has none
 * @param hostAddresses its node's
 */
record PodSnapshot(
    PodSpec pod,
    PodState state,
    Instant startTime,
    List<String> addresses,
    List<String> hostAddresses,
    List<ContainerStatus> initContainers,
    List<ContainerStatus> containers) {

  PodSnapshot {
    addresses = List.copyOf(addresses);
    hostAddresses = List.copyOf(hostAddresses);
    initContainers = List.copyOf(initContainers);
    containers = List.copyOf(containers);
  }

  /** A Pod of one family. */
  PodSnapshot(
      PodSpec pod,
      PodState state,
      Instant startTime,
      Optional<String> address,
      String hostAddress,
      List<ContainerStatus> initContainers,
      List<ContainerStatus> containers) {
    this(
        pod,
        state,
        startTime,
        address.stream().toList(),
        List.of(hostAddress),
        initContainers,
        containers);
  }

  boolean hasAddress() {
    return !addresses.isEmpty();
  }

  Stream<ContainerStatus> sidecars() {
    return initContainers.stream().filter(c -> c.role() == ContainerStatus.Role.SIDECAR);
  }
}
