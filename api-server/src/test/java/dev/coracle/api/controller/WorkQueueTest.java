// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectKey A = ObjectKey.of("default", "a");
  private static final ObjectKey B = ObjectKey.of("default", "b");

  private final VirtualTime time = new VirtualTime(START);
  private final Loop loop = time.loop("tested");
  private final List<String> ran = new ArrayList<>();

  @AfterEach
  void stop() {
    time.close();
  }

  private WorkQueue queue(Reconciler reconciler) {
    return new WorkQueue(loop, () -> {}, key -> true, reconciler);
  }

  private Optional<Duration> note(ObjectKey key) {
    ran.add(key.name() + "@" + Duration.between(START, time.now()).toMillis());
    return Optional.empty();
  }

  private void onLoop(Runnable task) {
    loop.execute(task);
    time.settle();
  }

  @Test
  void keyAddedTwice_isReconciledOnce() {
    WorkQueue queue = queue(this::note);

    onLoop(
        () -> {
          queue.add(A);
          queue.add(B);
          queue.add(A);
        });

    assertThat(ran).containsExactly("a@0", "b@0");
  }

  @Test
  void keyAddedDuringItsReconciliation_isReconciledAgain() {
    WorkQueue[] queue = new WorkQueue[1];
    queue[0] =
        queue(
            key -> {
              if (ran.isEmpty()) {
                queue[0].add(key);
              }
              return note(key);
            });

    onLoop(() -> queue[0].add(A));

    assertThat(ran).containsExactly("a@0", "a@0");
  }

  @Test
  void caches_areRefreshedBeforeEachReconciliation() {
    WorkQueue queue = new WorkQueue(loop, () -> ran.add("refresh"), key -> true, this::note);

    onLoop(
        () -> {
          queue.add(A);
          queue.add(B);
        });

    assertThat(ran).containsExactly("refresh", "a@0", "refresh", "b@0");
  }

  @Test
  void failingKey_comesBackAfterGrowingDelays() {
    WorkQueue queue =
        queue(
            key -> {
              note(key);
              throw ApiException.conflict(ResourceType.PODS, key.name(), "expected by this test");
            });

    onLoop(() -> queue.add(A));
    time.advance(Duration.ofMillis(5 + 10 + 20 + 40));

    assertThat(ran).containsExactly("a@0", "a@5", "a@15", "a@35", "a@75");
  }

  @Test
  void failures_areNeverFurtherApartThanAThousandSeconds() {
    WorkQueue queue =
        queue(
            key -> {
              note(key);
              throw ApiException.conflict(ResourceType.PODS, key.name(), "expected by this test");
            });

    onLoop(() -> queue.add(A));
    time.advance(Duration.ofHours(2));
    int early = ran.size();
    time.advance(Duration.ofSeconds(3000));

    assertThat(ran).hasSize(early + 3);
  }

  @Test
  void success_forgetsTheFailures() {
    List<Boolean> failures = new ArrayList<>(List.of(true, true, false, true));
    WorkQueue queue =
        queue(
            key -> {
              note(key);
              if (!failures.isEmpty() && failures.remove(0)) {
                throw ApiException.conflict(ResourceType.PODS, key.name(), "expected");
              }
              return Optional.empty();
            });

    onLoop(() -> queue.add(A));
    time.advance(Duration.ofSeconds(1));
    onLoop(() -> queue.add(A));
    time.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("a@0", "a@5", "a@15", "a@1000", "a@1005");
  }

  @Test
  void answeredDelay_bringsTheKeyBack() {
    WorkQueue queue =
        queue(
            key -> {
              note(key);
              return ran.size() < 3 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
            });

    onLoop(() -> queue.add(A));
    time.advance(Duration.ofMinutes(1));

    assertThat(ran).containsExactly("a@0", "a@1000", "a@2000");
  }

  @Test
  void soonestOfSeveralDelays_wins() {
    WorkQueue queue = queue(this::note);

    onLoop(
        () -> {
          queue.addAfter(A, Duration.ofSeconds(2));
          queue.addAfter(A, Duration.ofSeconds(1));
          queue.addAfter(A, Duration.ofSeconds(3));
          queue.addAfter(B, Duration.ofSeconds(1));
          queue.addAfter(B, Duration.ofSeconds(2));
        });
    time.advance(Duration.ofMinutes(1));

    assertThat(ran).containsExactly("a@1000", "b@1000");
  }

  @Test
  void delayOfAKey_doesNotHoldBackItsAddition() {
    WorkQueue queue = queue(this::note);

    onLoop(
        () -> {
          queue.addAfter(A, Duration.ofSeconds(2));
          queue.add(A);
        });
    time.advance(Duration.ofMinutes(1));

    assertThat(ran).containsExactly("a@0", "a@2000");
  }
}
