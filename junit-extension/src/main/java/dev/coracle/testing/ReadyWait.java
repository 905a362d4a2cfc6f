// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The wait for a cluster to be ready, by the real clock or by moving the virtual one. */
final class ReadyWait {

  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(5);

  private final Assembly parts;
  private final Readiness readiness;

  ReadyWait(Assembly parts, Readiness readiness) {
    this.parts = parts;
    this.readiness = readiness;
  }

  void await(Duration atMost) {
    parts.time().settle();
    if (!isReady()) {
      if (parts.time() instanceof VirtualTime virtual) {
        advance(virtual, atMost);
      } else {
        poll(atMost);
      }
    }
    parts.time().settle();
  }

  private boolean isReady() {
    return readiness.missing().isEmpty();
  }

  private void advance(VirtualTime time, Duration atMost) {
    Duration passed = Duration.ZERO;
    while (!isReady()) {
      if (passed.compareTo(atMost) >= 0) {
        throw notReady(atMost, readiness.missing());
      }
      time.advance(STEP);
      passed = passed.plus(STEP);
    }
  }

  private void poll(Duration atMost) {
    try {
      Awaitility.await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK)
          .atMost(atMost)
          .until(this::isReady);
    } catch (ConditionTimeoutException e) {
      throw notReady(atMost, readiness.missing());
    }
  }

  private static IllegalStateException notReady(Duration atMost, List<String> missing) {
    return new IllegalStateException(
        "not ready after " + atMost.toSeconds() + " s: " + String.join("; ", missing));
  }
}
