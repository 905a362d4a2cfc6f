// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A reconciler with the informers it reads and the queue that feeds it, all on one loop.
 *
 * <p>Kinds are given first ({@link #watch}), then the reconciler ({@link #reconcile}), then it is
 * started. No reconciliation runs before every informer has listed.
 */
public final class Controller implements AutoCloseable {

  private static final Duration SYNC_CHECK = Duration.ofMillis(100);

  private final KubeClient client;
  private final Loop loop;
  private final Map<ResourceType, Informer> informers = new LinkedHashMap<>();
  private final List<ObjectKey> early = new ArrayList<>();
  private Optional<WorkQueue> queue = Optional.empty();

  public Controller(String name, KubeClient client, Time time) {
    this.client = client;
    this.loop = time.loop(name);
  }

  /** Keeps a picture of a kind and reconciles its own keys. */
  public Informer watch(ResourceType type) {
    return watch(type, object -> List.of(object.key()));
  }

  /** Keeps a picture of a kind, and reconciles the keys that each changed object concerns. */
  public Informer watch(ResourceType type, Function<KubeObject, Collection<ObjectKey>> keys) {
    return watch(
        type,
        (before, after) -> {
          List<ObjectKey> both = new ArrayList<>();
          before.ifPresent(o -> both.addAll(keys.apply(o)));
          after.ifPresent(o -> both.addAll(keys.apply(o)));
          return both;
        });
  }

  /** Keeps a picture of a kind, and reconciles the keys that each change concerns. */
  public Informer watch(
      ResourceType type,
      BiFunction<Optional<KubeObject>, Optional<KubeObject>, Collection<ObjectKey>> keys) {
    Informer informer = Informer.of(client, type, loop);
    informer.onChange((before, after) -> keys.apply(before, after).forEach(this::add));
    informers.put(type, informer);
    return informer;
  }

  /** Keeps a picture of a kind whose changes concern no key. */
  public Informer read(ResourceType type) {
    return watch(type, object -> List.of());
  }

  /** Sets what is done with a key. */
  public Controller reconcile(Reconciler reconciler) {
    queue = Optional.of(new WorkQueue(loop, this::refresh, reconciler));
    return this;
  }

  public Loop loop() {
    return loop;
  }

  public void start() {
    informers.values().forEach(Informer::start);
    loop.execute(this::release);
  }

  /** Asks for a key; one asked for before every informer has listed waits until then. */
  public void add(ObjectKey key) {
    if (hasSynced()) {
      queue.ifPresent(q -> q.add(key));
    } else {
      early.add(key);
    }
  }

  private void release() {
    if (!hasSynced()) {
      loop.schedule(SYNC_CHECK, "wait for the first lists", this::release);
      return;
    }
    List<ObjectKey> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(this::add);
  }

  private boolean hasSynced() {
    return informers.values().stream().allMatch(Informer::hasSynced);
  }

  private void refresh() {
    informers.values().forEach(Informer::refresh);
  }

  @Override
  public void close() {
    loop.close();
    informers.values().forEach(Informer::close);
  }
}
