// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Threads of user code that wait for the same thing, and are not counted meanwhile. Thread-safe.
 *
 * <p><b>Hand-over.</b> Whoever lets them go on counts them in with {@link #wake}, before he waits
 * or ends himself. So there is no moment in which nobody is counted although somebody is about to
 * run, however long it takes until he is given the processor.
 */
public final class Waiters {

  private final Set<Waiter> waiting = new HashSet<>();

  /** Something that blocks the calling thread. */
  @FunctionalInterface
  public interface Wait {

    void await() throws InterruptedException;
  }

  /** Waits; called under the lock under which {@link #wake} is called too. */
  public void await(Wait wait) throws InterruptedException {
    Waiter waiter = new Waiter(CountedThreads.current(), () -> true);
    begin(waiter);
    await(waiter, wait);
  }

  /**
   * Waits, unless that is over.
   *
   * @param over what whoever calls {@link #wake} has made true before
   */
  public void await(BooleanSupplier over, Wait wait) throws InterruptedException {
    Waiter waiter = new Waiter(CountedThreads.current(), over);
    if (beginsUnless(over, waiter)) {
      await(waiter, wait);
    }
  }

  private void await(Waiter waiter, Wait wait) throws InterruptedException {
    try {
      wait.await();
    } finally {
      end(waiter);
    }
  }

  private synchronized boolean beginsUnless(BooleanSupplier over, Waiter waiter) {
    if (over.getAsBoolean()) {
      return false;
    }
    begin(waiter);
    return true;
  }

  private synchronized void begin(Waiter waiter) {
    waiting.add(waiter);
    waiter.countOut();
  }

  private synchronized void end(Waiter waiter) {
    waiting.remove(waiter);
    waiter.countIn();
    waiter.awaken();
  }

  /** Counts those in that are about to go on. */
  public synchronized void wake() {
    waiting.stream().filter(waiter -> waiter.goesOn.getAsBoolean()).forEach(Waiter::countIn);
  }

  private static final class Waiter {

    private final Optional<CountedThreads> group;
    private final BooleanSupplier goesOn;
    private boolean parked;
    private boolean member;

    Waiter(Optional<CountedThreads> group, BooleanSupplier goesOn) {
      this.group = group;
      this.goesOn = goesOn;
    }

    void countOut() {
      group.ifPresent(
          threads -> {
            parked = threads.park();
            member = threads.fallAsleep();
          });
    }

    void countIn() {
      if (parked) {
        parked = false;
        group.ifPresent(CountedThreads::unpark);
      }
    }

    /** The thread itself runs again. */
    void awaken() {
      if (member) {
        group.ifPresent(CountedThreads::awaken);
      }
    }
  }
}
