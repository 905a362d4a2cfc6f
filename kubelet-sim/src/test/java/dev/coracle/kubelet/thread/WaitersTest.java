// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.time.Time;
import dev.coracle.api.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The count goes from hand to hand. A waiter that has been woken, and that the machine keeps from
 * running, is played by one that waits for {@link #turn} before it goes on.
 */
@Timeout(30)
class WaitersTest {

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final CountedThreads threads = new CountedThreads(time, time.loop("loop"), "program");
  private final Waiters waiters = new Waiters();
  private final CountDownLatch signal = new CountDownLatch(1);
  private final CountDownLatch turn = new CountDownLatch(1);
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    time.close();
  }

  /** Starts a counted thread. */
  private void start(CountedThreads group, String name, Waiters.Wait body) {
    group.enter();
    Time.Worker unused =
        time.spawn(
            name,
            () -> {
              group.run(() -> run(body));
              group.leave();
            });
  }

  private static void run(Waiters.Wait body) {
    try {
      body.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitForSignal() throws InterruptedException {
    waiters.await(
        () -> signal.getCount() == 0,
        () -> {
          signal.await();
          turn.await();
        });
    log.add("waiter");
  }

  private void wake() {
    signal.countDown();
    waiters.wake();
  }

  /** Settles on a thread of its own, which is left alone until it waits or has returned. */
  private Thread settle() {
    Thread settling =
        new Thread(
            () -> {
              time.settle();
              log.add("settled");
            });
    settling.start();
    while (settling.getState() != Thread.State.TIMED_WAITING && settling.isAlive()) {
      Thread.onSpinWait();
    }
    return settling;
  }

  @Test
  void waiter_isNotWaitedFor() {
    start(threads, "waiter", this::waitForSignal);

    time.settle();

    assertThat(log).isEmpty();
  }

  @Test
  void wokenWaiter_isWaitedForThoughWhoWokeItHasEnded() throws InterruptedException {
    start(threads, "waiter", this::waitForSignal);
    time.settle();
    CountDownLatch woken = new CountDownLatch(1);
    start(threads, "waker", this::wake);
    time.loop("after").execute(woken::countDown);
    woken.await();
    signal.await();

    Thread settling = settle();
    turn.countDown();
    settling.join();

    assertThat(log).containsExactly("waiter", "settled");
  }

  @Test
  void wokenWaiterOfAnotherGroup_isWaitedFor() throws InterruptedException {
    CountedThreads others = new CountedThreads(time, time.loop("others"), "other program");
    start(others, "waiter", this::waitForSignal);
    time.settle();
    start(threads, "waker", this::wake);
    signal.await();

    Thread settling = settle();
    turn.countDown();
    settling.join();

    assertThat(log).containsExactly("waiter", "settled");
  }

  @Test
  void waiterWokenByAStranger_isWaitedFor() throws InterruptedException {
    start(threads, "waiter", this::waitForSignal);
    time.settle();
    wake();

    Thread settling = settle();
    turn.countDown();
    settling.join();

    assertThat(log).containsExactly("waiter", "settled");
  }

  @Test
  void whatIsOver_isNotWaitedFor() {
    signal.countDown();
    turn.countDown();
    start(threads, "waiter", this::waitForSignal);

    time.settle();

    assertThat(log).containsExactly("waiter");
  }

  @Test
  void waiterThatWaitsAgain_isCountedOutAgain() {
    CountDownLatch first = new CountDownLatch(1);
    start(
        threads,
        "waiter",
        () -> {
          waiters.await(() -> first.getCount() == 0, first::await);
          log.add("first");
          waitForSignal();
        });
    time.settle();
    first.countDown();
    waiters.wake();

    time.settle();

    assertThat(log).containsExactly("first");
  }

  @Test
  void waiterForSomethingElse_staysCountedOut() {
    CountDownLatch never = new CountDownLatch(1);
    start(
        threads,
        "other",
        () -> {
          waiters.await(() -> never.getCount() == 0, never::await);
          log.add("other");
        });
    turn.countDown();
    start(threads, "waiter", this::waitForSignal);
    time.settle();
    wake();

    time.settle();

    assertThat(log).containsExactly("waiter");
  }

  @Test
  void waiterOfNoGroup_countsNobody() throws InterruptedException {
    Thread stranger = new Thread(() -> run(this::waitForSignal));
    stranger.start();
    turn.countDown();
    wake();
    stranger.join();

    time.settle();

    assertThat(log).containsExactly("waiter");
  }

  @Test
  void interruptedWaiter_isCountedInAndOutOnce() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    threads.enter();
    Time.Worker waiter =
        time.spawn(
            "waiter",
            () -> {
              threads.run(
                  () -> {
                    run(this::waitForSignal);
                    log.add("interrupted");
                  });
              threads.leave();
              interrupted.countDown();
            });
    time.settle();

    waiter.interrupt();
    interrupted.await();
    time.settle();
    wake();
    time.settle();

    assertThat(log).containsExactly("interrupted");
  }

  @Test
  void chainOfHandOvers_endsBeforeTimeGoesOn() {
    int links = 50;
    List<Waiters> places = new ArrayList<>();
    List<CountDownLatch> latches = new ArrayList<>();
    for (int i = 0; i <= links; i++) {
      places.add(new Waiters());
      latches.add(new CountDownLatch(1));
    }
    for (int i = 0; i < links; i++) {
      int link = i;
      start(
          threads,
          "link " + i,
          () -> {
            CountDownLatch own = latches.get(link);
            places.get(link).await(() -> own.getCount() == 0, own::await);
            log.add(link + "@" + time.now().getEpochSecond() % 60);
            latches.get(link + 1).countDown();
            places.get(link + 1).wake();
          });
    }
    start(
        threads,
        "first",
        () -> {
          threads.sleep(Duration.ofSeconds(7));
          latches.get(0).countDown();
          places.get(0).wake();
        });

    time.advance(Duration.ofSeconds(30));

    assertThat(log).hasSize(links).allMatch(entry -> entry.endsWith("@7"));
  }
}
