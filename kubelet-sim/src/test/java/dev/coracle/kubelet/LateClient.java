// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A client whose calls are answered at once, and whose watches tell of changes later. */
final class LateClient implements KubeClient {

  private final KubeClient client;
  private final Loop loop;
  private final Duration delay;
  private final AtomicInteger underway = new AtomicInteger();
  private final List<LateWatch> watches = new CopyOnWriteArrayList<>();

  LateClient(KubeClient client, Time time, Duration delay) {
    this.client = client;
    this.loop = time.loop("late watches");
    this.delay = delay;
  }

  /** Whether a change is on its way. */
  boolean isUnderway() {
    return underway.get() > 0;
  }

  /**
   * Ends all watches as a server does that has forgotten their place: what has not been told yet
   * never is, and whoever follows has to list again.
   */
  void breakWatches() {
    watches.forEach(LateWatch::fail);
  }

  private void later(Runnable delivery) {
    underway.incrementAndGet();
    Time.Timer unused =
        loop.schedule(
            delay,
            "late watch",
            () -> {
              underway.decrementAndGet();
              delivery.run();
            });
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return client.get(type, key, subresource);
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    return client.list(type, options);
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    return client.create(type, object, options);
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    return client.createSubresource(type, key, body, options);
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    return client.update(type, object, options);
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    return client.patch(type, key, patch, options);
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return client.delete(type, key, options);
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    return client.deleteCollection(type, selection, options);
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    LateWatch late = new LateWatch(wake);
    watches.add(late);
    late.follow(client.watch(type, options, late::more));
    return late;
  }

  /** The events of another watch, each of them later. */
  private final class LateWatch implements Watch {

    private final Runnable wake;
    private final Queue<WatchEvent> arrived = new ConcurrentLinkedQueue<>();
    private volatile Optional<Watch> source = Optional.empty();
    private volatile boolean open = true;
    private volatile boolean failed;

    LateWatch(Runnable wake) {
      this.wake = wake;
    }

    void follow(Watch watch) {
      source = Optional.of(watch);
      more();
    }

    void more() {
      loop.execute(() -> source.filter(s -> open).ifPresent(this::take));
    }

    void fail() {
      if (open) {
        failed = true;
        arrived.clear();
        arrived.add(
            new WatchEvent(
                WatchEvent.Type.ERROR,
                KubeObject.parse(
                    """
                    {"apiVersion": "v1", "kind": "Status", "metadata": {}, "status": "Failure",
                     "message": "too old resource version", "reason": "Expired", "code": 410}
                    """)));
        wake.run();
      }
    }

    private void take(Watch watch) {
      List<WatchEvent> events = new ArrayList<>();
      for (Optional<WatchEvent> e = watch.poll(); e.isPresent(); e = watch.poll()) {
        events.add(e.get());
      }
      boolean ended = !watch.isOpen();
      if (!events.isEmpty() || ended) {
        later(() -> arrive(events, ended));
      }
    }

    private void arrive(List<WatchEvent> events, boolean ended) {
      if (!failed) {
        arrived.addAll(events);
        open = open && !ended;
        wake.run();
      }
    }

    @Override
    public Optional<WatchEvent> poll() {
      return Optional.ofNullable(arrived.poll());
    }

    @Override
    public boolean isOpen() {
      return open || !arrived.isEmpty();
    }

    @Override
    public void close() {
      open = false;
      watches.remove(this);
      source.ifPresent(Watch::close);
    }
  }
}
