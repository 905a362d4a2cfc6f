// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Time by the real clock: the only place that reads it, sleeps, or makes threads. */
public final class SystemTime implements Time, Loop.Host {

  private final Activity activity = new Activity();
  private final Threads threads = new Threads();
  private final ScheduledThreadPoolExecutor timers;

  /** The real clock, with threads of its own. */
  public SystemTime() {
    timers = new ScheduledThreadPoolExecutor(1, SystemTime::timerThread);
    timers.setRemoveOnCancelPolicy(true);
  }

  private static Thread timerThread(Runnable body) {
    Thread thread = new Thread(body, "coracle-timer");
    thread.setDaemon(true);
    return thread;
  }

  /** A reading of the real, monotonic clock in nanoseconds. */
  public static long nanos() {
    return System.nanoTime();
  }

  /**
   * For how many nanoseconds this process has run on a processor; 0 where the system does not say.
   */
  static long processorNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /**
   * The real time of day, for certificates: those who check them live by it, whatever time the
   * cluster lives by.
   */
  public static Instant ofDay() {
    return Instant.now();
  }

  /**
   * Has something done when this JVM ends, however it is told to; closing it forgets that. For what
   * outlives a JVM: processes of the system.
   */
  public static AutoCloseable atExit(Runnable action) {
    Thread hook = new Thread(action, "coracle-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> forget(hook);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook runs.
    }
  }

  @Override
  public Instant now() {
    return Instant.now();
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
  public Timer schedule(Duration delay, String what, Runnable handOver) {
    try {
      Future<?> future = timers.schedule(handOver, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
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
    return Debugging.limit(limit);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }

  @Override
  public void pass(Duration duration) throws InterruptedException {
    sleep(duration);
  }

  @Override
  public void settle() {
    activity.awaitIdle();
  }

  @Override
  public void close() {
    timers.shutdownNow();
    threads.close();
    activity.close();
    threads.awaitEnd();
  }
}
