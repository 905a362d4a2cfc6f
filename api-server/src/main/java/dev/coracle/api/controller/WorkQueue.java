// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a reconciler has yet to look at, each at most once.
 *
 * <p>Runs on one loop. A key whose reconciliation fails comes back after 5 ms, 10 ms, 20 ms … up to
 * a thousand seconds; a success forgets its failures.
 */
public final class WorkQueue {

  private static final Logger logger = LoggerFactory.getLogger(WorkQueue.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(5);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1000);

  private final Loop loop;
  private final Runnable refresh;
  private final Predicate<ObjectKey> isReady;
  private final Reconciler reconciler;
  private final Set<ObjectKey> queued = new HashSet<>();
  private final Set<ObjectKey> waiting = new LinkedHashSet<>();
  private final Map<ObjectKey, Integer> failures = new HashMap<>();
  private final Map<ObjectKey, Later> later = new HashMap<>();

  /** A reconciliation that waits for its time. */
  private record Later(Instant due, Time.Timer timer) {}

  /**
   * A queue on a loop.
   *
   * @param refresh run before each reconciliation, so that caches are as new as they can be
   * @param isReady whether a key may be looked at; one that may not waits for {@link #lookAgain}
   */
  WorkQueue(Loop loop, Runnable refresh, Predicate<ObjectKey> isReady, Reconciler reconciler) {
    this.loop = loop;
    this.refresh = refresh;
    this.isReady = isReady;
    this.reconciler = reconciler;
  }

  /** Asks again for the keys that were not ready. */
  void lookAgain() {
    if (!waiting.isEmpty()) {
      List<ObjectKey> keys = List.copyOf(waiting);
      waiting.clear();
      keys.forEach(this::add);
    }
  }

  /** Asks for a key to be reconciled soon; called on the loop. */
  public void add(ObjectKey key) {
    if (queued.add(key)) {
      loop.execute(() -> process(key));
    }
  }

  /** Asks for a key to be reconciled after a delay; the soonest of several wins. */
  public void addAfter(ObjectKey key, Duration delay) {
    Instant due = loop.now().plus(delay);
    Later present = later.get(key);
    if (present != null && !due.isBefore(present.due())) {
      return;
    }
    if (present != null) {
      present.timer().cancel();
    }
    later.put(key, new Later(due, loop.schedule(delay, "reconcile " + key, () -> fire(key, due))));
  }

  private void fire(ObjectKey key, Instant due) {
    Later present = later.get(key);
    // One that was replaced while it waited for its turn on the loop has nothing to say any more.
    if (present != null && present.due().equals(due)) {
      later.remove(key);
      add(key);
    }
  }

  private void process(ObjectKey key) {
    refresh.run();
    queued.remove(key);
    if (!isReady.test(key)) {
      waiting.add(key);
      addAfter(key, OwnWrites.PATIENCE);
      return;
    }
    try {
      Optional<Duration> again = reconciler.reconcile(key);
      failures.remove(key);
      again.ifPresent(delay -> addAfter(key, delay));
    } catch (RuntimeException e) {
      retry(key, e);
    }
  }

  private void retry(ObjectKey key, RuntimeException failure) {
    int count = failures.merge(key, 1, Integer::sum);
    Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(count - 1, 18));
    // What the API refuses is told to the user by an Event; what breaks here is told by the log.
    boolean expected = failure instanceof ApiException e && e.code() < 500;
    logger
        .atLevel(expected ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.WARN)
        .addKeyValue("loop", loop)
        .addKeyValue("key", key)
        .setCause(failure)
        .log("reconciliation failed, will be tried again");
    addAfter(key, delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY);
  }
}
