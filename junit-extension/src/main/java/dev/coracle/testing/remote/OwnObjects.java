// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

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
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A client that remembers what was made through it, so that a test can clean up behind itself. */
final class OwnObjects implements KubeClient {

  private static final DeleteOptions WITH_ALL_IT_OWNS =
      DeleteOptions.NORMAL.withPropagation(DeleteOptions.Propagation.BACKGROUND);

  private record Made(ResourceType type, ObjectKey key, String uid) {}

  private final KubeClient client;
  private final Deque<Made> made = new ArrayDeque<>();
  private final Set<String> uids = ConcurrentHashMap.newKeySet();

  OwnObjects(KubeClient client) {
    this.client = client;
  }

  boolean isOwn(KubeObject object) {
    return uids.contains(object.uid());
  }

  /** Where objects were made. */
  synchronized Set<String> namespaces() {
    return made.stream()
        .map(own -> own.key.namespace())
        .filter(namespace -> !namespace.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Deletes what is left of what was made, the newest first. */
  void deleteAll() {
    for (Optional<Made> next = newest(); next.isPresent(); next = newest()) {
      delete(next.get());
    }
  }

  private synchronized Optional<Made> newest() {
    return Optional.ofNullable(made.pollLast());
  }

  private void delete(Made own) {
    try {
      // Another object may have the name by now, which is somebody else's.
      boolean same =
          client.find(own.type, own.key).filter(o -> o.uid().equals(own.uid)).isPresent();
      if (same) {
        client.delete(own.type, own.key, WITH_ALL_IT_OWNS);
      }
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    KubeObject created = client.create(type, object, options);
    if (!options.dryRun() && !created.uid().isEmpty()) {
      synchronized (this) {
        made.addLast(new Made(type, created.key(), created.uid()));
      }
      uids.add(created.uid());
    }
    return created;
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
    return client.watch(type, options, wake);
  }
}
