// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.store;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.WatchEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ObjectStoreTest {

  private static final ObjectKey KEY = ObjectKey.of("default", "a");

  private final ObjectStore store = new ObjectStore(1 << 20);

  private static ObjectNode tree(ObjectKey key, String color) {
    ObjectNode tree = KubeObject.of(CONFIG_MAPS, key).tree().deepCopy();
    Json.objectAt(tree, "data").put("color", color);
    return tree;
  }

  private KubeObject create(ObjectKey key) {
    return store.create(CONFIG_MAPS, key, tree(key, "blue")).orElseThrow();
  }

  @Test
  void everyWrite_getsTheNextRevision() {
    long start = store.revision();

    KubeObject first = create(KEY);
    KubeObject second = store.replace(CONFIG_MAPS, KEY, first, tree(KEY, "red")).orElseThrow();
    store.create(PODS, KEY, tree(KEY, "x")).orElseThrow();

    assertThat(first.resourceVersion()).isEqualTo(Long.toString(start + 1));
    assertThat(second.resourceVersion()).isEqualTo(Long.toString(start + 2));
    assertThat(store.revision()).isEqualTo(start + 3);
  }

  @Test
  void createOfATakenKey_isRefused() {
    KubeObject first = create(KEY);
    long revision = store.revision();

    Optional<KubeObject> second = store.create(CONFIG_MAPS, KEY, tree(KEY, "red"));

    assertThat(second).isEmpty();
    assertThat(store.get(CONFIG_MAPS, KEY)).containsSame(first);
    assertThat(store.revision()).isEqualTo(revision);
  }

  @Test
  void replaceOfAnotherDocument_isRefused() {
    KubeObject first = create(KEY);
    KubeObject second = store.replace(CONFIG_MAPS, KEY, first, tree(KEY, "red")).orElseThrow();

    Optional<KubeObject> late = store.replace(CONFIG_MAPS, KEY, first, tree(KEY, "green"));

    assertThat(late).isEmpty();
    assertThat(store.get(CONFIG_MAPS, KEY)).containsSame(second);
  }

  @Test
  void removal_needsTheStoredDocumentToo() {
    KubeObject first = create(KEY);
    KubeObject second = store.replace(CONFIG_MAPS, KEY, first, tree(KEY, "red")).orElseThrow();

    Optional<KubeObject> late = store.remove(CONFIG_MAPS, KEY, first, tree(KEY, "blue"));
    Optional<KubeObject> right = store.remove(CONFIG_MAPS, KEY, second, tree(KEY, "last"));

    assertThat(late).isEmpty();
    assertThat(right.orElseThrow().text("data", "color")).isEqualTo("last");
    assertThat(store.get(CONFIG_MAPS, KEY)).isEmpty();
  }

  @Test
  void removedObject_canBeMadeAgain() {
    store.remove(CONFIG_MAPS, KEY, create(KEY), tree(KEY, "last")).orElseThrow();

    assertThat(store.create(CONFIG_MAPS, KEY, tree(KEY, "new"))).isPresent();
  }

  @Test
  void list_isOrderedAndOfOneNamespace() {
    for (String key : List.of("b/y", "a/z", "ab/q", "b/x", "a/a")) {
      String[] parts = key.split("/");
      create(ObjectKey.of(parts[0], parts[1]));
    }

    ObjectStore.Listing all = store.list(CONFIG_MAPS, "");
    ObjectStore.Listing ofA = store.list(CONFIG_MAPS, "a");

    assertThat(all.items())
        .extracting(o -> o.key().toString())
        .containsExactly("a/a", "a/z", "ab/q", "b/x", "b/y");
    assertThat(ofA.items()).extracting(o -> o.key().toString()).containsExactly("a/a", "a/z");
    assertThat(ofA.revision()).isEqualTo(store.revision());
    assertThat(store.list(CONFIG_MAPS, "nowhere").items()).isEmpty();
  }

  @Test
  void change_carriesWhatWasBefore() {
    WatchLog.Cursor cursor = store.log(CONFIG_MAPS).after(store.revision(), () -> {}).orElseThrow();
    KubeObject first = create(KEY);
    KubeObject second = store.replace(CONFIG_MAPS, KEY, first, tree(KEY, "red")).orElseThrow();
    KubeObject last = store.remove(CONFIG_MAPS, KEY, second, tree(KEY, "red")).orElseThrow();
    long revision = store.revision();

    assertThat(List.of(cursor.next(), cursor.next(), cursor.next(), cursor.next()))
        .containsExactly(
            Optional.of(new Change(revision - 2, WatchEvent.Type.ADDED, first, Optional.empty())),
            Optional.of(
                new Change(revision - 1, WatchEvent.Type.MODIFIED, second, Optional.of(first))),
            Optional.of(new Change(revision, WatchEvent.Type.DELETED, last, Optional.of(second))),
            Optional.empty());
  }

  @Test
  void wakeUp_mayUseTheStore() {
    AtomicInteger seen = new AtomicInteger();
    store
        .log(CONFIG_MAPS)
        .after(
            store.revision(),
            () -> {
              seen.addAndGet(store.list(CONFIG_MAPS, "").items().size());
              // A write inside a wake-up: it would deadlock or recurse under the store's lock.
              if (store.get(PODS, KEY).isEmpty()) {
                store.create(PODS, KEY, tree(KEY, "x")).orElseThrow();
              }
            })
        .orElseThrow();

    create(KEY);

    assertThat(seen).hasValue(1);
    assertThat(store.get(PODS, KEY)).isPresent();
  }

  @Test
  void wakeUp_runsWithoutTheStoresLock() throws InterruptedException {
    Thread[] other = new Thread[1];
    store
        .log(CONFIG_MAPS)
        .after(
            store.revision(),
            () -> {
              // Another thread gets through while this wake-up is still running.
              other[0] = new Thread(() -> store.create(PODS, KEY, tree(KEY, "x")));
              other[0].setDaemon(true);
              other[0].start();
              join(other[0]);
            })
        .orElseThrow();

    create(KEY);

    assertThat(other[0].isAlive()).isFalse();
    assertThat(store.get(PODS, KEY)).isPresent();
  }

  private static void join(Thread thread) {
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
