// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualTime time = new VirtualTime(START);
  private final Loop loop = time.loop("tested");
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    time.close();
  }

  private void after(int seconds, String name) {
    loop.schedule(Duration.ofSeconds(seconds), name, () -> ran.add(name + "@" + elapsed()));
  }

  private long elapsed() {
    return Duration.between(START, time.now()).toSeconds();
  }

  @Test
  void now_standsStillUntilAdvanced() {
    Instant before = time.now();
    time.settle();
    time.advance(Duration.ofMinutes(90));

    assertThat(before).isEqualTo(START);
    assertThat(time.now()).isEqualTo("2026-01-01T01:30:00Z");
  }

  @Test
  void timers_runInTheOrderOfTheirTimes() {
    after(3, "c");
    after(1, "a");
    after(2, "b");

    int count = time.advance(Duration.ofSeconds(3));

    assertThat(ran).containsExactly("a@1", "b@2", "c@3");
    assertThat(count).isEqualTo(3);
  }

  @Test
  void timersOfOneMoment_runInTheOrderInWhichTheyWereSet() {
    for (String name : "abcdefgh".split("")) {
      after(5, name);
    }

    time.advance(Duration.ofSeconds(5));

    assertThat(ran).containsExactly("a@5", "b@5", "c@5", "d@5", "e@5", "f@5", "g@5", "h@5");
  }

  @Test
  void timerAfterTheEnd_waits() {
    after(10, "late");

    int early = time.advance(Duration.ofSeconds(9));
    List<String> ranEarly = List.copyOf(ran);
    time.advance(Duration.ofSeconds(1));

    assertThat(early).isZero();
    assertThat(ranEarly).isEmpty();
    assertThat(ran).containsExactly("late@10");
  }

  @Test
  void timerSetByATimer_runsInTheSameAdvance() {
    loop.schedule(
        Duration.ofSeconds(1),
        "first",
        () -> {
          ran.add("first@" + elapsed());
          after(1, "second");
        });
    after(3, "third");

    time.advance(Duration.ofSeconds(10));

    assertThat(ran).containsExactly("first@1", "second@2", "third@3");
    assertThat(elapsed()).isEqualTo(10);
  }

  @Test
  void repeatedTimer_runsOncePerPeriod() {
    int[] ticks = new int[1];
    Runnable[] tick = new Runnable[1];
    tick[0] =
        () -> {
          ticks[0]++;
          loop.schedule(Duration.ofSeconds(10), "tick", tick[0]);
        };
    loop.schedule(Duration.ofSeconds(10), "tick", tick[0]);

    time.advance(Duration.ofMinutes(5));

    assertThat(ticks[0]).isEqualTo(30);
  }

  @Test
  void cancelledTimer_doesNotRun() {
    Time.Timer timer = loop.schedule(Duration.ofSeconds(1), "x", () -> ran.add("cancelled"));
    after(1, "kept");

    timer.cancel();
    time.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("kept@1");
  }

  @Test
  void clock_standsAtATimerUntilWhatFollowsHasRun() {
    Loop other = time.loop("other");
    loop.schedule(
        Duration.ofSeconds(1),
        "first",
        () ->
            other.execute(
                () -> time.work("work", () -> loop.execute(() -> ran.add("end@" + elapsed())))));
    after(2, "next");

    time.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("end@1", "next@2");
  }

  @Test
  void advancesOfTwoThreads_followEachOther() throws InterruptedException {
    List<Instant> seen = Collections.synchronizedList(new ArrayList<>());
    for (int i = 1; i <= 200; i++) {
      loop.schedule(Duration.ofSeconds(i), "tick", () -> seen.add(time.now()));
    }
    CountDownLatch done = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      Time.Worker unused =
          time.spawn(
              "advancer",
              () -> {
                int timers = time.advance(Duration.ofSeconds(100));
                done.countDown();
              });
    }
    done.await();

    assertThat(time.now()).isEqualTo(START.plusSeconds(200));
    assertThat(seen)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 200).mapToObj(START::plusSeconds).toList());
  }

  @Test
  void negativeAdvance_isRefused() {
    assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("duration: PT-1S (expected: >= 0)");
  }

  @Test
  void settle_waitsForAHold() {
    Time.Hold hold = time.hold("a dial");
    CountDownLatch settling = new CountDownLatch(1);
    time.spawn(
        "dialler",
        () -> {
          await(settling);
          ran.add("dialled");
          hold.close();
        });

    settling.countDown();
    time.settle();

    assertThat(ran).containsExactly("dialled");
  }

  @Test
  void holdClosedTwice_countsOnce() {
    Time.Hold twice = time.hold("twice");
    Time.Hold other = time.hold("other");
    CountDownLatch settling = new CountDownLatch(1);
    time.spawn(
        "other",
        () -> {
          await(settling);
          ran.add("other ended");
          other.close();
        });

    twice.close();
    twice.close();
    settling.countDown();
    time.settle();

    assertThat(ran).containsExactly("other ended");
  }

  @Test
  void holdOpenTooLong_failsSettleByName() {
    try (VirtualTime impatient =
            new VirtualTime(START, new Activity(Duration.ofMillis(20), () -> 0));
        Time.Hold hold = impatient.hold("dial 10.0.0.1:80")) {
      assertThat(hold).isNotNull();

      assertThatThrownBy(impatient::settle)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "settle: still waiting after 0.02 s for [dial 10.0.0.1:80] (expected: each to end; is"
                  + " a program, probe or dial hanging?)");
    }
  }

  @Test
  void workThatThrows_isNotWaitedForAnyMore() {
    time.work(
        "fails",
        () -> {
          throw new IllegalStateException("expected in this test's log");
        });

    time.settle();

    assertThat(time.now()).isEqualTo(START);
  }

  @Test
  void spawnedProgram_isNotWaitedFor() {
    Time.Worker server = time.spawn("server", () -> await(new CountDownLatch(1)));

    time.settle();

    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void sleep_endsWhenTheClockGetsThere() throws InterruptedException {
    CountDownLatch woken = new CountDownLatch(1);
    CountDownLatch asleep = new CountDownLatch(1);
    time.spawn(
        "sleeper",
        () -> {
          try {
            asleep.countDown();
            time.sleep(Duration.ofHours(1));
            woken.countDown();
          } catch (InterruptedException e) {
            ran.add("interrupted");
          }
        });
    asleep.await();

    // The sleeper sets its timer a moment after it said that it would.
    while (woken.getCount() > 0) {
      time.advance(Duration.ofHours(1));
    }

    assertThat(ran).isEmpty();
  }

  @Test
  void close_endsSleepersAndLaterWork() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch asleep = new CountDownLatch(1);
    time.spawn(
        "sleeper",
        () -> {
          try {
            asleep.countDown();
            time.sleep(Duration.ofDays(1));
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    asleep.await();

    time.close();
    time.work("too late", () -> ran.add("ran"));
    after(1, "too late");
    time.settle();

    interrupted.await();
    assertThat(ran).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
