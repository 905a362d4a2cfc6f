// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until it is advanced. Threads are real; only the clock and the timers are
 * not, and they move only while nothing counted is left to run.
 */
public final class VirtualTime implements Time, Loop.Host {

  private final Activity activity;
  // Held while the clock moves; timers are under the object's own lock, which tasks take too.
  private final Object advancing = new Object();
  private final Threads threads = new Threads();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparing((Due d) -> d.at).thenComparingLong(d -> d.order));
  private volatile Instant now;
  private long scheduled;
  private boolean closed;

  /** A clock that stands at an instant. */
  public VirtualTime(Instant start) {
    this(start, new Activity());
  }

  VirtualTime(Instant start, Activity activity) {
    this.now = start;
    this.activity = activity;
  }

  @Override
  public Instant now() {
    return now;
  }

  /**
   * Moves the clock, stopping at every timer on the way to run it and all that follows from it. One
   * thread at a time does; another that wants to waits, and moves the clock on from there.
   *
   * @return how many timers ran
   */
  public int advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: >= 0)");
    }
    synchronized (advancing) {
      return advanceTo(now.plus(duration));
    }
  }

  private int advanceTo(Instant end) {
    int ran = 0;
    settle();
    for (Due due = takeDue(end); due != null; due = takeDue(end)) {
      due.handOver.run();
      ran++;
      settle();
    }
    now = end;
    return ran;
  }

  private synchronized @Nullable Due takeDue(Instant end) {
    Due first = timers.peek();
    if (first == null || first.at.isAfter(end)) {
      return null;
    }
    timers.remove(first);
    now = first.at.isAfter(now) ? first.at : now;
    return first;
  }

  @Override
  public synchronized Timer schedule(Duration delay, String what, Runnable handOver) {
    Due due = new Due(now.plus(delay), scheduled++, what, handOver);
    if (!closed) {
      timers.add(due);
    }
    return () -> cancel(due);
  }

  private synchronized void cancel(Due due) {
    timers.remove(due);
  }

  @Override
  public Loop loop(String name) {
    return new Loop(name, this, activity);
  }

  @Override
  public boolean run(Runnable drain) {
    return threads.run(drain);
  }

  @Override
  public void work(String what, Runnable task) {
    Work.start(what, task, activity, threads);
  }

  @Override
  public Worker spawn(String name, Runnable program) {
    return threads.spawn(name, program);
  }

  @Override
  public Worker spawn(ThreadGroup group, String name, Runnable program) {
    return threads.spawn(group, name, program);
  }

  @Override
  public Hold hold(String what) {
    return activity.hold(what);
  }

  @Override
  public Hold hold(String what, Duration atMost) {
    return activity.hold(what, Debugging.limit(atMost).toNanos());
  }

  @Override
  public Hold hold(String what, Duration atMost, BooleanSupplier atRest) {
    return activity.hold(what, Debugging.limit(atMost).toNanos(), atRest);
  }

  @Override
  public Duration limit(Duration limit) {
    return limit;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    CountDownLatch woken = new CountDownLatch(1);
    Timer timer = schedule(duration, "sleep", woken::countDown);
    try {
      woken.await();
    } finally {
      timer.cancel();
    }
  }

  @Override
  public void pass(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public void settle() {
    activity.awaitIdle();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      timers.clear();
    }
    threads.close();
    activity.close();
    threads.awaitEnd();
  }

  private record Due(Instant at, long order, String what, Runnable handOver) {}
}
