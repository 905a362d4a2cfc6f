// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import java.time.Instant;

/** What a container is doing, as its status tells it. */
sealed interface ContainerState {

  /** Not started yet, or not again yet. */
  record Waiting(String reason, String message) implements ContainerState {

    static final Waiting CREATING = new Waiting("ContainerCreating", "");
    static final Waiting INITIALIZING = new Waiting("PodInitializing", "");
  }

  record Running(Instant startedAt) implements ContainerState {}

  record Terminated(
      int exitCode,
      String reason,
      String message,
      Instant startedAt,
      Instant finishedAt,
      String containerId)
      implements ContainerState {

    boolean succeeded() {
      return exitCode == 0;
    }
  }
}
