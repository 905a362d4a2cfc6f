// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Some threads of user code that keep time from being settled while one of them runs, and let it go
 * on while all of them wait for it.
 *
 * <p>A thread that sleeps is counted again by the timer that wakes it, so there is no moment
 * between in which nobody is counted.
 */
public final class CountedThreads {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final ThreadLocal<Optional<CountedThreads>> CURRENT =
      ThreadLocal.withInitial(Optional::empty);

  private final Time time;
  private final Loop loop;
  private final String what;
  private final Optional<Duration> patience;
  private int running;
  private Optional<Time.Hold> hold = Optional.empty();

  public CountedThreads(Time time, Loop loop, String what) {
    this(time, loop, what, Optional.empty());
  }

  private CountedThreads(Time time, Loop loop, String what, Optional<Duration> patience) {
    this.time = time;
    this.loop = loop;
    this.what = what;
    this.patience = patience;
  }

  /** A group of threads that may also come to rest where nobody sees it. */
  public static CountedThreads patient(Time time, Loop loop, String what) {
    return new CountedThreads(time, loop, what, Optional.of(PATIENCE));
  }

  /** The group of the calling thread, if it belongs to one. */
  public static Optional<CountedThreads> current() {
    return CURRENT.get();
  }

  /** Counts a thread, or something else that is waited for, in. */
  public synchronized void enter() {
    running++;
    if (running == 1) {
      hold = Optional.of(patience.map(p -> time.hold(what, p)).orElseGet(() -> time.hold(what)));
    }
  }

  /** Counts a thread out. */
  public synchronized void leave() {
    running--;
    if (running == 0) {
      hold.ifPresent(Time.Hold::close);
      hold = Optional.empty();
    }
  }

  /** Runs the body with the calling thread in this group; it has been counted before. */
  public void run(Runnable body) {
    CURRENT.set(Optional.of(this));
    try {
      body.run();
    } finally {
      CURRENT.remove();
    }
  }

  public void sleep(Duration duration) throws InterruptedException {
    CountDownLatch woken = new CountDownLatch(1);
    AtomicBoolean counted = new AtomicBoolean();
    Time.Timer timer =
        loop.schedule(
            duration,
            "sleep in " + what,
            () -> {
              enterOnce(counted);
              woken.countDown();
            });
    leave();
    try {
      woken.await();
    } catch (InterruptedException e) {
      timer.cancel();
      enterOnce(counted);
      throw e;
    }
  }

  /** Counts the sleeper in: its timer does, or itself where it was interrupted. */
  private void enterOnce(AtomicBoolean counted) {
    if (counted.compareAndSet(false, true)) {
      enter();
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
    leave();
    try {
      wait.await();
    } finally {
      enter();
    }
  }

  /** Something that blocks the calling thread. */
  @FunctionalInterface
  public interface Wait {

    void await() throws InterruptedException;
  }
}
