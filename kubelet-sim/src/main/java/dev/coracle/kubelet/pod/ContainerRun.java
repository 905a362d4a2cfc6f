// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.process.ContainerProcess;
import dev.coracle.kubelet.process.ProcessContext;
import dev.coracle.kubelet.stream.ContainerStreams;
import dev.coracle.program.Image;
import java.time.Instant;

/** One run of a container: what there is of it. */
public final class ContainerRun {

  public final ContainerProcess process;
  public final ProcessContext context;
  final ContainerStreams streams;
  public final Image image;
  final Instant startedAt;
  final String containerId;

  ContainerRun(
      ContainerProcess process,
      ProcessContext context,
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
}
