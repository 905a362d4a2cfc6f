// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SystemTimeTest {

  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

  private void remember() {
    threads.add(Thread.currentThread());
  }

  @Test
  void close_leavesNoThreads() throws InterruptedException {
    SystemTime time = new SystemTime();
    CountDownLatch running = new CountDownLatch(4);
    Runnable program =
        () -> {
          remember();
          running.countDown();
          park();
        };
    time.spawn("program", program);
    time.work("work", program);
    time.loop("loop").execute(program);
    time.schedule(Duration.ZERO, "timer", program);
    running.await();

    time.close();

    for (Thread thread : threads) {
      thread.join(5000);
    }
    assertThat(threads).hasSize(4).noneMatch(Thread::isAlive);
  }

  private static void park() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void closedTime_takesNothingAndStillSettles() {
    SystemTime time = new SystemTime();
    time.close();

    time.work("work", this::remember);
    time.loop("loop").execute(this::remember);
    Time.Worker worker = time.spawn("program", this::remember);
    time.schedule(Duration.ZERO, "timer", this::remember).cancel();
    time.settle();

    assertThat(worker.isAlive()).isFalse();
    assertThat(threads).isEmpty();
  }

  @Test
  void interruptedProgram_leavesNoInterruptToTheNext() throws InterruptedException {
    try (SystemTime time = new SystemTime()) {
      List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 50; i++) {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Time.Worker worker = time.spawn("p", () -> parkUntilInterrupted(running, done));
        running.await();
        worker.interrupt();
        done.await();
        time.work("next", () -> interrupted.add(Thread.currentThread().isInterrupted()));
        time.settle();
      }

      assertThat(interrupted).hasSize(50).containsOnly(false);
    }
  }

  private static void parkUntilInterrupted(CountDownLatch running, CountDownLatch done) {
    running.countDown();
    park();
    done.countDown();
  }

  @Test
  @Timeout(30)
  void interruptBeforeTheFirstStep_isNotLost() throws InterruptedException {
    try (SystemTime time = new SystemTime()) {
      for (int i = 0; i < 200; i++) {
        CountDownLatch done = new CountDownLatch(1);
        Time.Worker worker = time.spawn("p", () -> parkUntilInterrupted(done, done));

        worker.interrupt();

        // A lost interrupt parks the program for ever, and closing the time would hide it.
        while (worker.isAlive()) {
          Thread.onSpinWait();
        }
        assertThat(done.getCount()).isZero();
      }
    }
  }

  @Test
  void programThatThrows_isOver() throws InterruptedException {
    try (SystemTime time = new SystemTime()) {
      CountDownLatch running = new CountDownLatch(1);
      Time.Worker worker =
          time.spawn(
              "fails",
              () -> {
                running.countDown();
                throw new IllegalStateException("expected in this test's log");
              });
      running.await();
      while (worker.isAlive()) {
        Thread.onSpinWait();
      }

      AtomicInteger ran = new AtomicInteger();
      time.work("next", ran::incrementAndGet);
      time.settle();

      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void settle_waitsForChainsOfWork() {
    try (SystemTime time = new SystemTime()) {
      AtomicInteger links = new AtomicInteger();
      Loop loop = time.loop("loop");
      Runnable[] link = new Runnable[1];
      link[0] =
          () -> {
            if (links.incrementAndGet() < 200) {
              time.work("link", () -> loop.execute(link[0]));
            }
          };

      loop.execute(link[0]);
      time.settle();

      assertThat(links).hasValue(200);
    }
  }
}
