// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.ShellTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A time in which a sleep is over at once, unless it is one for ever; timers run when asked. */
public final class LeapingTime implements ShellTime {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  final CountDownLatch asleep = new CountDownLatch(1);
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final List<Runnable> timers = new ArrayList<>();

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (duration.compareTo(FOR_EVER) >= 0) {
      asleep.countDown();
      new CountDownLatch(1).await();
    }
    leap(duration);
  }

  private synchronized void leap(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public synchronized Timer after(Duration delay, Runnable task) {
    timers.add(task);
    asleep.countDown();
    return () -> cancel(task);
  }

  private synchronized void cancel(Runnable task) {
    timers.remove(task);
  }

  /** Lets all timers expire. */
  public void expire() {
    List<Runnable> due;
    synchronized (this) {
      due = List.copyOf(timers);
    }
    due.forEach(Runnable::run);
  }
}
