// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.time.Time;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The starting of parts side by side: what fails on a thread of its own fails the whole. */
final class StartUp {

  private final Time time;
  private final Queue<IllegalStateException> failures = new ConcurrentLinkedQueue<>();

  StartUp(Time time) {
    this.time = time;
  }

  /** Starts a part, such as {@code DNS}, beside the others. */
  void part(String name, Runnable start) {
    time.work(
        "start " + name,
        () -> {
          try {
            start.run();
          } catch (RuntimeException e) {
            failures.add(new IllegalStateException(name + " did not start: " + e.getMessage(), e));
          }
        });
  }

  /** Waits for what has begun, so that it can be closed: the start has failed already. */
  void abandon(RuntimeException failure) {
    try {
      await();
    } catch (IllegalStateException another) {
      failure.addSuppressed(another);
    }
  }

  /**
   * Returns when all has started.
   *
   * @throws IllegalStateException naming a part that did not; the others are suppressed in it
   */
  void await() {
    try {
      time.settle();
    } catch (IllegalStateException e) {
      failures.add(e);
    }
    IllegalStateException first = failures.poll();
    if (first != null) {
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }
}
