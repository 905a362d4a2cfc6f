// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A machine that is loaded many times over, played by a meter: it says how much the process has run
 * whenever somebody asks, and gives the work its turn after a number of questions.
 */
@Timeout(30)
class StarvationTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofMillis(20);

  private final CountDownLatch turn = new CountDownLatch(1);
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicBoolean ran = new AtomicBoolean();

  /** A meter that gives the work its turn when it is asked for the nth time. */
  private LongSupplier meter(int turnAt, long progress) {
    return () -> {
      int asked = questions.incrementAndGet();
      if (asked == turnAt) {
        turn.countDown();
      }
      return asked * progress;
    };
  }

  private void workInTurn() {
    try {
      turn.await();
      ran.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void workThatDoesNotGetItsTurn_isWaitedForWhileTheProcessWorks() {
    try (VirtualTime time =
        new VirtualTime(START, new Activity(PATIENCE, meter(25, PATIENCE.toNanos())))) {
      time.work("start DNS", this::workInTurn);

      time.settle();

      assertThat(ran).isTrue();
      assertThat(questions).hasValueGreaterThanOrEqualTo(25);
    }
  }

  @Test
  void workOfAnIdleProcess_isAHang() {
    try (VirtualTime time = new VirtualTime(START, new Activity(PATIENCE, meter(25, 0)))) {
      time.work("start DNS", this::workInTurn);

      assertThatThrownBy(time::settle)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("still waiting after 0.02 s for [start DNS]");
      assertThat(ran).isFalse();
    }
  }

  @Test
  void workThatNeverEnds_isAHangHoweverMuchTheProcessWorks() {
    try (VirtualTime time =
        new VirtualTime(START, new Activity(PATIENCE, meter(10_000, PATIENCE.toNanos())))) {
      time.work("start DNS", this::workInTurn);

      assertThatThrownBy(time::settle).hasMessageContaining("for [start DNS]");
      assertThat(questions).hasValueGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void waitThatEndsSoon_doesNotAskTheMeter() {
    try (VirtualTime time =
        new VirtualTime(START, new Activity(Duration.ofMinutes(1), meter(1, 0)))) {
      time.work("short", () -> ran.set(true));

      time.settle();

      assertThat(ran).isTrue();
      assertThat(questions).hasValue(0);
    }
  }

  @Test
  void processorTime_growsWhileTheProcessRuns() {
    long before = SystemTime.processorNanos();
    long end = SystemTime.nanos() + Duration.ofMillis(200).toNanos();
    while (SystemTime.nanos() < end) {
      Thread.onSpinWait();
    }

    assertThat(SystemTime.processorNanos()).isGreaterThan(before);
  }
}
