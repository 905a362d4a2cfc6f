// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.ShellTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A time that leaps to the next thing that is due as soon as every counted thread sleeps or waits
 * for another one. So a job that sleeps is still there for whoever has started it, and is awake
 * when nobody else has anything to do; who sleeps for ever is left asleep.
 */
public final class LeapingTime implements ShellTime {

  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final ThreadLocal<Boolean> COUNTED = ThreadLocal.withInitial(() -> false);

  final CountDownLatch asleep = new CountDownLatch(1);
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition leapt = lock.newCondition();
  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(
          Comparator.comparing((Due due) -> due.at).thenComparing(due -> due.order));
  private final Set<Waiting> resting = new HashSet<>();
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private long order;
  private int running;

  /** A time whose timers run on an executor. */
  LeapingTime(Executor executor) {
    this.executor = executor;
  }

  /** A timer, or the end of a sleep. */
  private record Due(Instant at, long order, Runnable task) {}

  /** A thread that does not run; whoever lets it go on counts it in. */
  private static final class Waiting {
    private final Thread thread = Thread.currentThread();
    private boolean out;
    private boolean over;
  }

  /** Threads that are counted. */
  Executor counting() {
    return task -> {
      change(1);
      executor.execute(() -> counted(task));
    };
  }

  private void counted(Runnable task) {
    COUNTED.set(true);
    try {
      task.run();
    } finally {
      COUNTED.set(false);
      change(-1);
    }
  }

  /** Runs something on the calling thread, which is counted meanwhile. */
  void count(Runnable task) {
    change(1);
    counted(task);
  }

  private void change(int by) {
    lock.lock();
    try {
      running += by;
      leap();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Instant now() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    lock.lock();
    var sleeper = new Waiting();
    try {
      if (duration.compareTo(FOR_EVER) < 0) {
        dues.add(new Due(now.plus(duration), order++, () -> wake(sleeper)));
      } else {
        asleep.countDown();
      }
      rest(sleeper);
      while (!sleeper.over) {
        leapt.await();
      }
    } finally {
      countIn(sleeper);
      resting.remove(sleeper);
      lock.unlock();
    }
  }

  private void rest(Waiting one) {
    resting.add(one);
    one.out = COUNTED.get();
    running -= one.out ? 1 : 0;
    leap();
  }

  private void wake(Waiting sleeper) {
    sleeper.over = true;
    countIn(sleeper);
    leapt.signalAll();
  }

  private void countIn(Waiting one) {
    running += one.out ? 1 : 0;
    one.out = false;
  }

  /** Goes to what is due next; who was interrupted and does not know it yet is about to run. */
  private void leap() {
    while (running == 0
        && !dues.isEmpty()
        && resting.stream().noneMatch(one -> one.thread.isInterrupted())) {
      Due next = dues.remove();
      now = next.at.isAfter(now) ? next.at : now;
      next.task.run();
    }
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    lock.lock();
    try {
      var due = new Due(now.plus(delay), order++, () -> counting().execute(task));
      dues.add(due);
      return () -> cancel(due);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Due due) {
    lock.lock();
    try {
      dues.remove(due);
    } finally {
      lock.unlock();
    }
  }

  /** Lets everything that is due some time happen now. */
  public void expire() {
    lock.lock();
    try {
      List.copyOf(dues).forEach(due -> due.task.run());
      dues.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Waiters waiters() {
    return new CountedWaiters();
  }

  private final class CountedWaiters implements Waiters {

    private final Set<Waiting> here = new HashSet<>();

    @Override
    public void await(Wait wait) throws InterruptedException {
      var waiter = new Waiting();
      lock.lock();
      try {
        here.add(waiter);
        rest(waiter);
      } finally {
        lock.unlock();
      }
      try {
        wait.await();
      } finally {
        lock.lock();
        try {
          here.remove(waiter);
          resting.remove(waiter);
          countIn(waiter);
        } finally {
          lock.unlock();
        }
      }
    }

    @Override
    public void wake() {
      lock.lock();
      try {
        here.forEach(LeapingTime.this::countIn);
      } finally {
        lock.unlock();
      }
    }
  }
}
