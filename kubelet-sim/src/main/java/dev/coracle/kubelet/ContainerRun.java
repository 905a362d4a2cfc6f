// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run of a container: what its runner on the node's loop knows of it. */
final class ContainerRun {

  final ContainerProcess process;
  final ContainerContext context;
  final ContainerStreams streams;
  final Image image;
  final Instant startedAt;
  final String containerId;
  final List<ProbeRunner> probes = new ArrayList<>();
  boolean stopping;
  boolean signalled;
  Instant killTime = Instant.MAX;
  Optional<Time.Timer> killTimer = Optional.empty();

  ContainerRun(
      ContainerProcess process,
      ContainerContext context,
      ContainerStreams streams,
      Image image,
      Instant startedAt,
      String containerId) {
    this.process = process;
    this.context = context;
    this.streams = streams;
    this.image = image;
    this.startedAt = startedAt;
    this.containerId = containerId;
  }

  void stopProbes(boolean readinessToo) {
    probes.stream()
        .filter(p -> readinessToo || p.spec().type() != ProbeSpec.Type.READINESS)
        .forEach(ProbeRunner::stop);
  }

  Optional<ProbeRunner> probe(ProbeSpec.Type type) {
    return probes.stream().filter(p -> p.spec().type() == type).findFirst();
  }
}
