// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.time.Duration;
import java.time.Instant;

/** The time of a container: what its programs see as the clock, and wait on. */
public interface ShellTime {

  /** The time now. */
  Instant now();

  /** Returns when the duration has passed, or earlier with an exception. */
  void sleep(Duration duration) throws InterruptedException;

  /** Runs the task once after the delay, on any thread, unless the timer is cancelled first. */
  Timer after(Duration delay, Runnable task);

  /**
   * A new place to wait for other threads of the same session: a pipe to fill, a background job to
   * end. Whoever counts running threads may leave those out that wait there.
   */
  default Waiters waiters() {
    return new Waiters() {
      @Override
      public void await(Wait wait) throws InterruptedException {
        wait.await();
      }

      @Override
      public void wake() {}
    };
  }

  /** Where threads wait; both is called under the lock that guards what they wait for. */
  interface Waiters {

    void await(Wait wait) throws InterruptedException;

    /** They are about to go on: called before they are told so. */
    void wake();
  }

  /** Something that blocks the calling thread. */
  @FunctionalInterface
  interface Wait {
    /** Returns when the wait is over. */
    void await() throws InterruptedException;
  }

  /** A task that is due later. */
  @FunctionalInterface
  interface Timer {
    /** Forgets the task if it has not run yet. */
    void cancel();
  }
}
