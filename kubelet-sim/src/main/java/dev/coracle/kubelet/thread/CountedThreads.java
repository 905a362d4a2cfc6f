// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Some threads of user code that keep time from being settled while one of them runs, and let it go
 * on while all of them wait for it.
 *
 * <p>A thread that sleeps is counted again by the timer that wakes it, so there is no moment
 * between in which nobody is counted.
 */
public final class CountedThreads {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  // A timer of virtual time cuts a probe off; one that is only slow must not run into it.
  private static final Duration PATIENCE_WITH_PROBES = Duration.ofSeconds(10);
  private static final Set<Thread.State> WAITING =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
  private static final ThreadLocal<Optional<CountedThreads>> CURRENT =
      ThreadLocal.withInitial(Optional::empty);

  private final Loop loop;
  private final String what;
  private final Function<String, Time.Hold> holds;
  // Those that run user code and do not sleep.
  private final Set<Thread> awake;
  // Those that are waited for, and how many of them wait for time themselves.
  private int counted;
  private int parked;
  // Sleepers that nobody waits for any more: the probe that called them was cut off.
  private int forsaken;
  private Optional<Time.Hold> hold = Optional.empty();

  public CountedThreads(Time time, Loop loop, String what) {
    this(loop, what, ConcurrentHashMap.newKeySet(), time::hold);
  }

  private CountedThreads(
      Loop loop, String what, Set<Thread> awake, Function<String, Time.Hold> holds) {
    this.loop = loop;
    this.what = what;
    this.awake = awake;
    this.holds = holds;
  }

  /** A group of threads that may also come to rest where nobody sees it. */
  public static CountedThreads patient(Time time, Loop loop, String what) {
    return new CountedThreads(
        loop, what, ConcurrentHashMap.newKeySet(), held -> time.hold(held, PATIENCE));
  }

  /** A group of threads that a probe or hook waits for, which may hang: a timer cuts it off. */
  public static CountedThreads probed(Time time, Loop loop, String what) {
    Set<Thread> awake = ConcurrentHashMap.newKeySet();
    return new CountedThreads(
        loop, what, awake, held -> time.hold(held, PATIENCE_WITH_PROBES, () -> isAtRest(awake)));
  }

  /** Whether all of them wait for something; without any, it is the network that is waited for. */
  private static boolean isAtRest(Set<Thread> threads) {
    return !threads.isEmpty() && threads.stream().allMatch(t -> WAITING.contains(t.getState()));
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
  private synchronized boolean park() {
    if (parked == counted) {
      return false;
    }
    parked++;
    changed();
    return true;
  }

  private synchronized void unpark() {
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
    hold = counted > parked ? Optional.of(holds.apply(what)) : Optional.empty();
    before.ifPresent(Time.Hold::close);
  }

  /** Runs the body with the calling thread in this group; it has been counted before. */
  public void run(Runnable body) {
    CURRENT.set(Optional.of(this));
    awake.add(Thread.currentThread());
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
    Time.Timer timer = fallAsleep(duration, asleep, woken);
    boolean member = awake.remove(Thread.currentThread());
    try {
      woken.await();
    } catch (InterruptedException e) {
      timer.cancel();
      unparkOnce(asleep);
      throw e;
    } finally {
      if (member) {
        awake.add(Thread.currentThread());
      }
    }
  }

  /** Sets the alarm before the sleeper is counted out: time might go on past it. */
  private synchronized Time.Timer fallAsleep(
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

  /** Waits without keeping the calling thread's group busy, if it belongs to one. */
  public static void parked(Wait wait) throws InterruptedException {
    Optional<CountedThreads> threads = current();
    if (threads.isPresent()) {
      threads.get().await(wait);
    } else {
      wait.await();
    }
  }

  /** Waits for another thread without being counted meanwhile. */
  public void await(Wait wait) throws InterruptedException {
    boolean asleep = park();
    boolean member = awake.remove(Thread.currentThread());
    try {
      wait.await();
    } finally {
      if (member) {
        awake.add(Thread.currentThread());
      }
      if (asleep) {
        unpark();
      }
    }
  }

  /** Something that blocks the calling thread. */
  @FunctionalInterface
  public interface Wait {

    void await() throws InterruptedException;
  }
}
