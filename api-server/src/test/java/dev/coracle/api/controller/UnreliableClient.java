// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.ApiException;
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
import java.util.Optional;

/** A client whose lists may be refused and whose watches may break, as over a bad network. */
final class UnreliableClient implements KubeClient {

  private enum State {
    GOOD,
    ENDED,
    EXPIRED
  }

  private final KubeClient client;
  private State state = State.GOOD;
  private Optional<Runnable> wake = Optional.empty();
  int refuseLists;
  boolean endEveryWatch;
  int lists;

  UnreliableClient(KubeClient client) {
    this.client = client;
  }

  /** Makes the open watch end, with what happens until {@link #recover} unseen by it. */
  synchronized void end() {
    state = State.ENDED;
  }

  /** Makes the open watch report that its revision is too old. */
  synchronized void expire() {
    state = State.EXPIRED;
  }

  /** Lets the client of the open watch see what became of it; later watches are good. */
  void recover() {
    wake.orElseThrow().run();
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    lists++;
    if (refuseLists > 0) {
      refuseLists--;
      throw ApiException.unavailable("expected by this test");
    }
    return client.list(type, options);
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    return client.deleteCollection(type, selection, options);
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable woken) {
    synchronized (this) {
      state = endEveryWatch ? State.ENDED : State.GOOD;
    }
    wake = Optional.of(woken);
    return new BreakingWatch(client.watch(type, options, () -> wakeIfGood(woken)));
  }

  private void wakeIfGood(Runnable woken) {
    if (is(State.GOOD)) {
      woken.run();
    }
  }

  private synchronized boolean is(State asked) {
    return state == asked;
  }

  private final class BreakingWatch implements Watch {

    private final Watch watch;

    BreakingWatch(Watch watch) {
      this.watch = watch;
    }

    @Override
    public Optional<WatchEvent> poll() {
      if (is(State.EXPIRED)) {
        ApiException expired = ApiException.expired("too old resource version: 1 (2)");
        return Optional.of(
            new WatchEvent(WatchEvent.Type.ERROR, KubeObject.of(expired.toStatus())));
      }
      return is(State.ENDED) ? Optional.empty() : watch.poll();
    }

    @Override
    public boolean isOpen() {
      return is(State.GOOD) && watch.isOpen();
    }

    @Override
    public void close() {
      watch.close();
    }
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return client.get(type, key, subresource);
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
}
