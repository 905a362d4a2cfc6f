// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.time.Time;
import dev.coracle.api.time.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CountedThreadsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualTime time = new VirtualTime(START);
  private final CountedThreads threads = CountedThreads.patient(time, time.loop("loop"), "program");
  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    stop.set(true);
    time.close();
  }

  private Time.Worker start(String name, Waiters.Wait body) {
    threads.enter();
    return time.spawn(
        name,
        () -> {
          threads.run(() -> run(body));
          threads.leave();
        });
  }

  private void run(Waiters.Wait body) {
    try {
      body.await();
    } catch (InterruptedException e) {
      log.add("interrupted@" + second());
    }
  }

  private long second() {
    return Duration.between(START, time.now()).toSeconds();
  }

  @Test
  void sleepers_wakeInTheOrderOfTheirTimes() {
    for (int seconds : new int[] {5, 1, 3}) {
      start(
          "sleeper",
          () -> {
            threads.sleep(Duration.ofSeconds(seconds));
            log.add(seconds + "@" + second());
          });
    }

    time.advance(Duration.ofSeconds(4));
    List<String> early = List.copyOf(log);
    time.advance(Duration.ofSeconds(4));

    assertThat(early).containsExactly("1@1", "3@3");
    assertThat(log).containsExactly("1@1", "3@3", "5@5");
  }

  @Test
  void sleepOfNoTime_returnsAtOnce() {
    start(
        "sleeper",
        () -> {
          threads.sleep(Duration.ZERO);
          log.add("woken@" + second());
        });

    time.advance(Duration.ZERO);

    assertThat(log).containsExactly("woken@0");
  }

  @Test
  void interruptedSleeper_isNotWokenByItsTimerToo() {
    Time.Worker sleeper =
        start(
            "sleeper",
            () -> {
              threads.sleep(Duration.ofSeconds(10));
              log.add("woken");
            });
    time.settle();

    sleeper.interrupt();
    while (log.isEmpty()) {
      Thread.onSpinWait();
    }
    time.advance(Duration.ofSeconds(20));

    assertThat(log).containsExactly("interrupted@0");
  }

  @Test
  void consumerOfAQueue_hasWorkedBeforeTimeGoesOn() {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    start(
        "consumer",
        () -> {
          while (!stop.get()) {
            String taken = queue.take();
            threads.sleep(Duration.ofSeconds(10));
            log.add(taken + "@" + second());
          }
        });
    start(
        "producer",
        () -> {
          for (String item : List.of("a", "b")) {
            threads.sleep(Duration.ofSeconds(30));
            queue.add(item);
          }
        });

    time.advance(Duration.ofMinutes(2));

    assertThat(log).containsExactly("a@40", "b@70");
  }

  @Test
  void threadThatComputes_isWaitedFor() {
    start(
        "computer",
        () -> {
          long end = System.nanoTime() + Duration.ofMillis(2500).toNanos();
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          log.add("done@" + second());
        });

    time.advance(Duration.ofHours(1));

    assertThat(log).containsExactly("done@0");
  }

  @Test
  void threadThatAccepts_comesToRest() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      start(
          "server",
          () -> {
            try {
              server.accept().close();
            } catch (IOException e) {
              log.add("closed");
            }
          });

      time.advance(Duration.ofHours(1));

      assertThat(log).isEmpty();
      assertThat(second()).isEqualTo(3600);
    }
  }

  @Test
  void leavingWhileParked_doesNotUpsetTheCount() throws InterruptedException {
    CountDownLatch slept = new CountDownLatch(1);
    CountedThreads probed = CountedThreads.probed(time, time.loop("probes"), "probe");
    probed.enter();
    Time.Worker unused =
        time.spawn(
            "handler",
            () ->
                probed.run(
                    () -> {
                      run(() -> probed.sleep(Duration.ofSeconds(10)));
                      slept.countDown();
                    }));
    time.settle();

    probed.leave();
    time.advance(Duration.ofSeconds(30));
    probed.enter();
    probed.leave();
    slept.await();
    time.settle();

    assertThat(log).isEmpty();
  }

  @Test
  void rest_isToldFromWork() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Object monitor = new Object();
    CountDownLatch begun = new CountDownLatch(1);
    Thread spinning =
        thread(
            () -> {
              begun.countDown();
              while (!stop.get()) {
                Thread.onSpinWait();
              }
            });
    Thread waiting = thread(() -> run(never::await));
    Thread accepting =
        thread(
            () -> {
              try (ServerSocket server = new ServerSocket(0)) {
                server.accept().close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    begun.await();

    synchronized (monitor) {
      Thread blocked =
          thread(
              () -> {
                synchronized (monitor) {
                  log.add("entered");
                }
              });
      awaitRest(waiting);
      awaitRest(accepting);
      awaitRest(blocked);
    }

    assertThat(Rest.isAtRest(spinning)).isFalse();
    assertThat(Rest.isAtRest(new Thread(() -> {}))).isFalse();
    waiting.interrupt();
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitRest(Thread thread) {
    while (!Rest.isAtRest(thread)) {
      Thread.onSpinWait();
    }
  }
}
