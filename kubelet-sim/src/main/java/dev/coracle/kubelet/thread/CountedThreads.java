// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Some threads of user code that keep time from being settled while one of them runs, and let it go
 * on while all of them wait for it.
 *
 * <p>A thread that sleeps is counted again by the timer that wakes it, and one that waits for
 * another thread by whoever wakes it ({@link Waiters}), so there is no moment between in which
 * nobody is counted. A thread that waits where nobody sees it, in a queue of the program's own, is
 * counted until it has been seen at rest for a while.
 */
public final class CountedThreads {

  // What computes for longer than this is taken for a program that waits by turning round.
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  // A timer of virtual time cuts a probe off; one that is only slow must not run into it.
  private static final Duration PATIENCE_WITH_PROBES = Duration.ofSeconds(10);
  private static final ThreadLocal<Optional<CountedThreads>> CURRENT =
      ThreadLocal.withInitial(Optional::empty);

  private final Loop loop;
  private final String what;
  private final Holds holds;
  // Those that run user code and do not sleep.
  private final Set<Thread> awake = ConcurrentHashMap.newKeySet();
  // Those that are waited for, and how many of them wait for time themselves.
  private int counted;
  private int parked;
  // Sleepers that nobody waits for any more: the probe that called them was cut off.
  private int forsaken;
  // Asked by whoever waits for time to be settled, who must not wait for this lock.
  private volatile int running;
  private Optional<Time.Hold> hold = Optional.empty();

  /** How time is kept from being settled. */
  @FunctionalInterface
  private interface Holds {

    Time.Hold hold(String what, BooleanSupplier atRest);
  }

  public CountedThreads(Time time, Loop loop, String what) {
    this(loop, what, (held, atRest) -> time.hold(held));
  }

  private CountedThreads(Loop loop, String what, Holds holds) {
    this.loop = loop;
    this.what = what;
    this.holds = holds;
  }

  /** A group of threads that may also come to rest where nobody sees it. */
  public static CountedThreads patient(Time time, Loop loop, String what) {
    return new CountedThreads(loop, what, (held, atRest) -> time.hold(held, PATIENCE, atRest));
  }

  /** A group of threads that a probe or hook waits for, which may hang: a timer cuts it off. */
  public static CountedThreads probed(Time time, Loop loop, String what) {
    return new CountedThreads(
        loop, what, (held, atRest) -> time.hold(held, PATIENCE_WITH_PROBES, atRest));
  }

  /**
   * Whether all of them wait for something. Without any it is the network that is waited for; and
   * one that has been counted in, and not been given the processor yet, does not rest.
   */
  private boolean isAtRest() {
    return !awake.isEmpty() && awake.size() >= running && awake.stream().allMatch(Rest::isAtRest);
  }

  /** The group of the calling thread, if it belongs to one. */
  public static Optional<CountedThreads> current() {
    return CURRENT.get();
  }

  /** Counts a thread, or something else that is waited for, in. */
  public synchronized void enter() {
    counted++;
    changed();
  }

  /** Counts a thread out. */
  public synchronized void leave() {
    counted--;
    if (parked > counted) {
      parked--;
      forsaken++;
    }
    changed();
  }

  /**
   * Counts one less while it is parked; false where none is counted, as for strangers' requests.
   */
  synchronized boolean park() {
    if (parked == counted) {
      return false;
    }
    parked++;
    changed();
    return true;
  }

  synchronized void unpark() {
    if (forsaken > 0) {
      forsaken--;
    } else {
      parked--;
    }
    changed();
  }

  /** Renews the hold, whose patience begins again with every change. */
  private void changed() {
    Optional<Time.Hold> before = hold;
    running = counted - parked;
    hold = running > 0 ? Optional.of(holds.hold(what, this::isAtRest)) : Optional.empty();
    before.ifPresent(Time.Hold::close);
  }

  /** The calling thread is about to wait; whether it belongs to the group. */
  boolean fallAsleep() {
    return awake.remove(Thread.currentThread());
  }

  /** The calling thread, which belongs to the group, runs again. */
  void awaken() {
    awake.add(Thread.currentThread());
  }

  /** Runs the body with the calling thread in this group; it has been counted before. */
  public void run(Runnable body) {
    CURRENT.set(Optional.of(this));
    awaken();
    try {
      body.run();
    } finally {
      awake.remove(Thread.currentThread());
      CURRENT.remove();
    }
  }

  public void sleep(Duration duration) throws InterruptedException {
    CountDownLatch woken = new CountDownLatch(1);
    AtomicBoolean asleep = new AtomicBoolean();
    Time.Timer timer = setAlarm(duration, asleep, woken);
    boolean member = fallAsleep();
    try {
      woken.await();
    } catch (InterruptedException e) {
      timer.cancel();
      unparkOnce(asleep);
      throw e;
    } finally {
      if (member) {
        awaken();
      }
    }
  }

  /** Sets the alarm before the sleeper is counted out: time might go on past it. */
  private synchronized Time.Timer setAlarm(
      Duration duration, AtomicBoolean asleep, CountDownLatch woken) {
    Time.Timer timer =
        loop.schedule(
            duration,
            "sleep in " + what,
            () -> {
              unparkOnce(asleep);
              woken.countDown();
            });
    asleep.set(park());
    return timer;
  }

  /** Counts the sleeper in: its timer does, or itself where it was interrupted. */
  private synchronized void unparkOnce(AtomicBoolean asleep) {
    if (asleep.compareAndSet(true, false)) {
      unpark();
    }
  }

  /** Runs a task later; until then it is not counted. */
  public Time.Timer after(Duration delay, Runnable task) {
    return loop.schedule(delay, "timer in " + what, task);
  }
}
