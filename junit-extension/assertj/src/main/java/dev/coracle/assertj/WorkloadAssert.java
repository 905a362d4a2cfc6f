// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.RunningPod;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a workload and its Pods. */
public final class WorkloadAssert extends AbstractAssert<WorkloadAssert, Cluster> {

  private final String object;

  WorkloadAssert(Cluster actual, String object) {
    super(actual, WorkloadAssert.class);
    this.object = object;
  }

  /** Asserts that all its replicas are of its newest version, ready and available. */
  public WorkloadAssert isAvailable() {
    Readiness.of(() -> actual.awaitReady(object, Duration.ZERO))
        .ifPresent(missing -> failWithMessage("is not available: %s", missing));
    return this;
  }

  /** Asserts that it is not, as while its rollout hangs. */
  public WorkloadAssert isNotAvailable() {
    if (Readiness.of(() -> actual.awaitReady(object, Duration.ZERO)).isEmpty()) {
      failWithMessage("is available (expected: that something is missing)");
    }
    return this;
  }

  /** Asserts that so many of its Pods are ready; those that are ending do not count. */
  public WorkloadAssert hasReadyReplicas(int wanted) {
    List<RunningPod> all = pods();
    List<String> ready = all.stream().filter(RunningPod::isReady).map(RunningPod::name).toList();
    if (ready.size() != wanted) {
      failWithMessage(
          "has %d ready replicas %s of %d (expected: %d)", ready.size(), ready, all.size(), wanted);
    }
    return this;
  }

  /** Asserts that each of its Pods runs an image; those that are ending do not count. */
  public WorkloadAssert runs(String image) {
    for (RunningPod pod : pods()) {
      if (!pod.images().contains(image)) {
        failWithMessage(
            "Pod %s runs %s (expected: %s in every Pod)", pod.name(), pod.images(), image);
      }
    }
    return this;
  }

  private List<RunningPod> pods() {
    return actual.pods(object).stream().filter(pod -> !pod.isTerminating()).toList();
  }
}
