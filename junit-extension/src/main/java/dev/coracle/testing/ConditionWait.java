// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.VirtualTime;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A test's wait for something to become so. By the real clock it looks again whenever an object of
 * the cluster has changed, and now and then besides, for what no object tells; virtual time is
 * advanced step by step.
 */
final class ConditionWait {

  private static final Duration STEP = Duration.ofSeconds(1);

  private final Target parts;

  ConditionWait(Target parts) {
    this.parts = parts;
  }

  /** Returns whether it has become so in time. */
  boolean await(Duration atMost, BooleanSupplier condition) {
    parts.time().settle();
    if (condition.getAsBoolean()) {
      return true;
    }
    return parts.time() instanceof VirtualTime virtual
        ? advance(virtual, atMost, condition)
        : follow(parts.time().limit(atMost), condition);
  }

  private static boolean advance(VirtualTime time, Duration atMost, BooleanSupplier condition) {
    for (Duration left = atMost; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
      time.advance(left.compareTo(STEP) < 0 ? left : STEP);
      if (condition.getAsBoolean()) {
        return true;
      }
    }
    return false;
  }

  private boolean follow(Duration atMost, BooleanSupplier condition) {
    long end = SystemTime.nanos() + atMost.toNanos();
    Semaphore changes = new Semaphore(0);
    Runnable observed = parts.observe(changes::release);
    try {
      while (!condition.getAsBoolean()) {
        long left = end - SystemTime.nanos();
        if (left <= 0) {
          return false;
        }
        changes.tryAcquire(Math.min(left, parts.look().toNanos()), TimeUnit.NANOSECONDS);
        changes.drainPermits();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the cluster", e);
    } finally {
      observed.run();
    }
  }
}
