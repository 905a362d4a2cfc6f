// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import dev.coracle.testing.Event;
import dev.coracle.testing.RunningPod;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about a Pod. */
public final class PodAssert extends AbstractAssert<PodAssert, RunningPod> {

  PodAssert(@Nullable RunningPod actual) {
    super(actual, PodAssert.class);
  }

  /** Asserts that there is such a Pod, and it is ready. */
  public PodAssert isReady() {
    isNotNull();
    Readiness.of(() -> actual.awaitReady(Duration.ZERO))
        .ifPresent(missing -> failWithMessage("is not ready: %s", missing));
    return this;
  }

  /** Asserts that there is no such Pod, or it is not ready. */
  public PodAssert isNotReady() {
    isNotNull();
    if (actual.isReady()) {
      failWithMessage("is ready (expected: that it is not)");
    }
    return this;
  }

  /** Asserts that none of its containers was started again. */
  public PodAssert hasNotRestarted() {
    return hasRestarted(0);
  }

  /** Asserts how often its containers were started again. */
  public PodAssert hasRestarted(int times) {
    isNotNull();
    int restarts = actual.restarts();
    if (restarts != times) {
      failWithMessage(
          "has restarted %d times (expected: %d); its events:%s",
          restarts, times, ClusterAssert.lines(actual.events()));
    }
    return this;
  }

  /** Asserts that the log of its only container has a text in it. */
  public PodAssert logs(String text) {
    isNotNull();
    String log = actual.log();
    if (!log.contains(text)) {
      failWithMessage("has not logged <%s>, but this:%n%s", text, log);
    }
    return this;
  }

  /** Asserts that no Event about it is a warning. */
  public PodAssert hasNoWarnings() {
    isNotNull();
    List<Event> warnings = actual.events().stream().filter(Event::isWarning).toList();
    if (!warnings.isEmpty()) {
      failWithMessage(
          "has %d warnings (expected: none):%s", warnings.size(), ClusterAssert.lines(warnings));
    }
    return this;
  }
}
