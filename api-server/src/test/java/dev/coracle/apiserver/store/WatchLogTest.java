// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.store;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.SystemTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class WatchLogTest {

  private static final ObjectNode EMPTY = Json.object();

  private static ObjectNode tree(ObjectKey key, int bytes) {
    ObjectNode tree = KubeObject.of(CONFIG_MAPS, key).tree().deepCopy();
    Json.objectAt(tree, "data").put("x", "x".repeat(bytes));
    return tree;
  }

  private static void fill(ObjectStore store, int from, int to, int bytes) {
    for (int i = from; i < to; i++) {
      ObjectKey key = ObjectKey.of("default", "c" + i);
      assertThat(store.create(CONFIG_MAPS, key, tree(key, bytes))).isPresent();
    }
  }

  private static List<Long> drain(WatchLog.Cursor cursor) {
    List<Long> revisions = new ArrayList<>();
    for (Optional<Change> next = cursor.next(); next.isPresent(); next = cursor.next()) {
      revisions.add(next.get().revision());
    }
    return revisions;
  }

  @Test
  void cursor_yieldsOnlyWhatCameAfterItsRevision() {
    ObjectStore store = new ObjectStore(1 << 20);
    fill(store, 0, 10, 1);
    long middle = store.revision();
    fill(store, 10, 15, 1);

    WatchLog.Cursor cursor = store.log(CONFIG_MAPS).after(middle, () -> {}).orElseThrow();

    assertThat(drain(cursor))
        .isEqualTo(LongStream.rangeClosed(middle + 1, middle + 5).boxed().toList());
  }

  @Test
  void cursorAtTheEnd_goesOnWithLaterChanges() {
    ObjectStore store = new ObjectStore(1 << 20);
    WatchLog.Cursor cursor = store.log(CONFIG_MAPS).after(store.revision(), () -> {}).orElseThrow();
    List<Long> before = drain(cursor);

    fill(store, 0, 2, 1);

    assertThat(before).isEmpty();
    assertThat(drain(cursor)).containsExactly(store.revision() - 1, store.revision());
  }

  @Test
  void forgottenRevision_cannotBeResumed() {
    ObjectStore store = new ObjectStore(10_000);
    long start = store.revision();
    fill(store, 0, 30, 1000);

    assertThat(store.log(CONFIG_MAPS).after(start, () -> {})).isEmpty();
    assertThat(store.log(CONFIG_MAPS).after(store.revision() - 5, () -> {})).isPresent();
  }

  @Test
  void cursorThatFellBehind_expiresWithoutSkipping() {
    ObjectStore store = new ObjectStore(10_000);
    WatchLog.Cursor cursor = store.log(CONFIG_MAPS).after(store.revision(), () -> {}).orElseThrow();
    fill(store, 0, 3, 1000);
    Optional<Change> first = cursor.next();

    fill(store, 3, 30, 1000);

    assertThat(first).isPresent();
    assertThat(cursor.next()).isEmpty();
    assertThat(cursor.isExpired()).isTrue();
  }

  @Test
  void newestChange_isKeptHoweverLarge() {
    ObjectStore store = new ObjectStore(100);
    WatchLog.Cursor cursor = store.log(CONFIG_MAPS).after(store.revision(), () -> {}).orElseThrow();

    fill(store, 0, 1, 100_000);

    assertThat(cursor.isExpired()).isFalse();
    assertThat(drain(cursor)).containsExactly(store.revision());
  }

  @Test
  void closedCursor_isWokenNoMoreAndYieldsNothing() {
    ObjectStore store = new ObjectStore(1 << 20);
    AtomicInteger wakes = new AtomicInteger();
    WatchLog.Cursor cursor =
        store.log(CONFIG_MAPS).after(store.revision(), wakes::incrementAndGet).orElseThrow();
    fill(store, 0, 1, 1);

    cursor.close();
    fill(store, 1, 2, 1);

    assertThat(wakes).hasValue(1);
    assertThat(drain(cursor)).isEmpty();
    assertThat(store.log(CONFIG_MAPS).watchers()).isZero();
  }

  /** Writers and watchers at once: each watcher sees each change once and in order. */
  @Test
  void everyWatcher_seesEveryChangeOnceAndInOrder() throws InterruptedException {
    ObjectStore store = new ObjectStore(64 << 20);
    long start = store.revision();
    int writes = 4 * 250;
    List<List<Long>> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(8);
    try (SystemTime time = new SystemTime()) {
      for (int watcher = 0; watcher < 8; watcher++) {
        time.spawn("watcher", () -> follow(store, start, writes, seen, done));
      }
      for (int writer = 0; writer < 4; writer++) {
        int id = writer;
        time.spawn("writer", () -> fill(store, id * 250, id * 250 + 250, 10));
      }
      awaitAll(done);
    }

    List<Long> all = LongStream.rangeClosed(start + 1, start + writes).boxed().toList();
    assertThat(seen).hasSize(8).allMatch(all::equals);
  }

  /** A writer that fails must fail the test; without a limit its watchers wait for ever. */
  private static void awaitAll(CountDownLatch done) throws InterruptedException {
    assertThat(done.await(60, TimeUnit.SECONDS)).as("all are done").isTrue();
  }

  private static void follow(
      ObjectStore store, long from, int count, List<List<Long>> seen, CountDownLatch done) {
    Semaphore wakes = new Semaphore(1);
    List<Long> own = new ArrayList<>();
    try (WatchLog.Cursor cursor =
        store.log(CONFIG_MAPS).after(from, wakes::release).orElseThrow()) {
      while (own.size() < count) {
        wakes.acquireUninterruptibly();
        own.addAll(drain(cursor));
      }
    }
    seen.add(own);
    done.countDown();
  }

  /** Of many who replace the same document, each time exactly one succeeds. */
  @Test
  void racingReplacements_loseNoIncrement() throws InterruptedException {
    ObjectStore store = new ObjectStore(1 << 20);
    ObjectKey key = ObjectKey.of("default", "counter");
    ObjectNode counter = KubeObject.of(CONFIG_MAPS, key).tree().deepCopy();
    counter.put("n", 0);
    assertThat(store.create(CONFIG_MAPS, key, counter)).isPresent();
    CountDownLatch done = new CountDownLatch(8);
    try (SystemTime time = new SystemTime()) {
      for (int writer = 0; writer < 8; writer++) {
        time.spawn(
            "writer",
            () -> {
              for (int i = 0; i < 100; i++) {
                increment(store, key);
              }
              done.countDown();
            });
      }
      awaitAll(done);
    }

    assertThat(store.get(CONFIG_MAPS, key).orElse(KubeObject.of(EMPTY)).number(-1, "n"))
        .isEqualTo(800);
  }

  private static void increment(ObjectStore store, ObjectKey key) {
    Optional<KubeObject> stored = Optional.empty();
    while (stored.isEmpty()) {
      KubeObject old = store.get(CONFIG_MAPS, key).orElseThrow();
      ObjectNode next = old.tree().deepCopy();
      next.put("n", old.number(0, "n") + 1);
      stored = store.replace(CONFIG_MAPS, key, old, next);
    }
  }
}
