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
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A reconciler with the informers it reads and the queue that feeds it, all on one loop.
 *
 * <p>Kinds are given first ({@link #watch}), then the reconciler ({@link #reconcile}), then it is
 * started. No reconciliation runs before every informer has listed.
 */
public final class Controller implements AutoCloseable {

  private final KubeClient client;
  private final Loop loop;
  private final Map<ResourceType, Informer> informers = new LinkedHashMap<>();
  private final List<ObjectKey> early = new ArrayList<>();
  private final OwnWrites ownWrites = new OwnWrites();
  private Optional<ObjectKey> current = Optional.empty();
  private Optional<WorkQueue> queue = Optional.empty();
  private boolean started;

  public Controller(String name, KubeClient client, Time time) {
    this.client = new NotingClient(client, new Notes());
    this.loop = time.loop(name);
  }

  /** The client to write with: a key waits until what was written for it is seen. */
  public KubeClient client() {
    return client;
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
    informer.onProgress(() -> queue.ifPresent(WorkQueue::lookAgain));
    informers.put(type, informer);
    return informer;
  }

  /** Keeps a picture of a kind whose changes concern no key. */
  public Informer read(ResourceType type) {
    return watch(type, object -> List.of());
  }

  /** Sets what is done with a key. */
  public Controller reconcile(Reconciler reconciler) {
    queue =
        Optional.of(
            new WorkQueue(
                loop,
                this::refresh,
                key -> ownWrites.areSeen(key, loop.now()),
                key -> look(key, reconciler)));
    return this;
  }

  private Optional<Duration> look(ObjectKey key, Reconciler reconciler) {
    current = Optional.of(key);
    try {
      return reconciler.reconcile(key);
    } finally {
      current = Optional.empty();
    }
  }

  public Loop loop() {
    return loop;
  }

  public void start() {
    loop.execute(this::begin);
  }

  private void begin() {
    started = true;
    Informer.whenSynced(informers.values(), () -> loop.execute(this::release));
    informers.values().forEach(Informer::start);
  }

  /** Begins the picture of a kind that was given late, if the others have begun; on the loop. */
  public void startLate(Informer informer) {
    if (started) {
      Informer.whenSynced(List.of(informer), () -> loop.execute(this::release));
      informer.start();
    }
  }

  /** Ends the picture of a kind that is no longer served; on the loop. */
  public void forget(ResourceType type) {
    Optional.ofNullable(informers.remove(type)).ifPresent(Informer::close);
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

  /** Notes the writes for the key that is being looked at; those of other threads are no key's. */
  private final class Notes implements NotingClient.Notes {

    @Override
    public void changed(ResourceType type, KubeObject written) {
      note(type, (key, informer) -> ownWrites.changed(key, informer, written, loop.now()));
    }

    @Override
    public void deleted(ResourceType type, ObjectKey deleted) {
      note(type, (key, informer) -> ownWrites.deleted(key, informer, deleted, loop.now()));
    }

    private void note(ResourceType type, BiConsumer<ObjectKey, Informer> write) {
      if (loop.isCurrent()) {
        Optional.ofNullable(informers.get(type))
            .ifPresent(informer -> current.ifPresent(key -> write.accept(key, informer)));
      }
    }
  }

  @Override
  public void close() {
    loop.close();
    informers.values().forEach(Informer::close);
  }
}
