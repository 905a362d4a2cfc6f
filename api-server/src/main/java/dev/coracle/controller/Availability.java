// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.model.Pod;
import dev.coracle.api.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When Pods that are ready count as available. Pure. */
public final class Availability {

  private Availability() {}

  /** When the next Pod will have been ready for long enough. */
  public static Optional<Duration> next(Workload workload, List<Pod> pods, Instant now) {
    int seconds = workload.minReadySeconds();
    return pods.stream()
        .filter(pod -> !pod.isAvailable(seconds, now))
        .flatMap(pod -> pod.readySince().stream())
        .map(since -> Duration.between(now, since.plusSeconds(seconds)))
        .min(Duration::compareTo);
  }
}
