// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {

  private final SystemTime time = new SystemTime();
  private final Loop loop = time.loop("tested");

  @AfterEach
  void stop() {
    time.close();
  }

  @Test
  void tasks_runInTheirOrder() {
    List<Integer> ran = new ArrayList<>();

    IntStream.range(0, 1000).forEach(i -> loop.execute(() -> ran.add(i)));
    time.settle();

    assertThat(ran).isEqualTo(IntStream.range(0, 1000).boxed().toList());
  }

  @Test
  void tasksOfManyThreads_runOneAtATime() throws InterruptedException {
    // A plain counter loses increments where two tasks run at once.
    int[] counter = new int[1];
    AtomicInteger inside = new AtomicInteger();
    List<Integer> crowds = new ArrayList<>();
    CountDownLatch given = new CountDownLatch(8);

    for (int giver = 0; giver < 8; giver++) {
      time.spawn(
          "giver",
          () -> {
            for (int i = 0; i < 500; i++) {
              loop.execute(
                  () -> {
                    crowds.add(inside.incrementAndGet());
                    counter[0]++;
                    inside.decrementAndGet();
                  });
            }
            given.countDown();
          });
    }
    given.await();
    time.settle();

    assertThat(counter[0]).isEqualTo(4000);
    assertThat(crowds).hasSize(4000).containsOnly(1);
  }

  @Test
  void tasksOfOneThread_keepTheirOrderAmongThoseOfOthers() throws InterruptedException {
    List<int[]> ran = new ArrayList<>();
    CountDownLatch given = new CountDownLatch(4);
    for (int giver = 0; giver < 4; giver++) {
      int id = giver;
      time.spawn(
          "giver",
          () -> {
            IntStream.range(0, 300).forEach(i -> loop.execute(() -> ran.add(new int[] {id, i})));
            given.countDown();
          });
    }
    given.await();
    time.settle();

    for (int giver = 0; giver < 4; giver++) {
      int id = giver;
      assertThat(ran.stream().filter(r -> r[0] == id).map(r -> r[1]))
          .isEqualTo(IntStream.range(0, 300).boxed().toList());
    }
  }

  @Test
  void taskGivenByATask_waitsForItsTurn() {
    List<String> ran = new ArrayList<>();

    loop.execute(
        () -> {
          ran.add("outer begins");
          loop.execute(() -> ran.add("inner"));
          ran.add("outer ends");
        });
    time.settle();

    assertThat(ran).containsExactly("outer begins", "outer ends", "inner");
  }

  @Test
  void taskThatThrows_doesNotStopTheNext() {
    List<String> ran = new ArrayList<>();

    loop.execute(
        () -> {
          ran.add("fails");
          throw new IllegalStateException("expected in this test's log");
        });
    loop.execute(() -> ran.add("next"));
    time.settle();

    assertThat(ran).containsExactly("fails", "next");
  }

  @Test
  void isCurrent_onlyInsideItsTasks() {
    Loop other = time.loop("other");
    List<Boolean> seen = new ArrayList<>();

    loop.execute(
        () -> {
          seen.add(loop.isCurrent());
          seen.add(other.isCurrent());
        });
    time.settle();

    assertThat(seen).containsExactly(true, false);
    assertThat(loop.isCurrent()).isFalse();
  }

  @Test
  void question_isAnsweredByATask() throws InterruptedException {
    boolean current = loop.ask(loop::isCurrent);

    assertThat(current).isTrue();
  }

  @Test
  void questionThatThrows_throwsToWhoAsked() {
    assertThatThrownBy(
            () ->
                loop.ask(
                    () -> {
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
  }

  @Test
  void questionOfAClosedLoop_fails() {
    loop.close();

    assertThatThrownBy(() -> loop.ask(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tested is closed");
  }

  @Test
  void questionThatWaitsWhenItsLoopCloses_fails() {
    CountDownLatch closing = new CountDownLatch(1);
    loop.execute(
        () -> {
          awaitQuietly(closing);
          loop.close();
        });
    Time.Worker unused = time.spawn("opener", closing::countDown);

    assertThatThrownBy(() -> loop.ask(() -> 1)).isInstanceOf(IllegalStateException.class);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void questionOfClosedTime_fails() {
    time.close();

    assertThatThrownBy(() -> loop.ask(() -> 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closedLoop_dropsWhatIsQueuedAndGiven() {
    List<String> ran = new ArrayList<>();

    loop.execute(
        () -> {
          loop.execute(() -> ran.add("queued"));
          loop.close();
          loop.execute(() -> ran.add("given later"));
        });
    time.settle();

    assertThat(ran).isEmpty();
  }

  @Test
  void timer_runsItsTaskOnTheLoop() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    List<Boolean> onLoop = new ArrayList<>();

    loop.schedule(
        Duration.ofMillis(1),
        "soon",
        () -> {
          onLoop.add(loop.isCurrent());
          ran.countDown();
        });
    ran.await();

    assertThat(onLoop).containsExactly(true);
  }
}
