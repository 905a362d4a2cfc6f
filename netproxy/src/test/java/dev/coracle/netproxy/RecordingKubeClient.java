// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An API of fixed lists, in which nothing changes; it remembers what was created. */
final class RecordingKubeClient implements KubeClient {

  private final Map<ResourceType, List<KubeObject>> lists = new ConcurrentHashMap<>();
  private final List<KubeObject> created = new CopyOnWriteArrayList<>();

  void put(ResourceType type, String... documents) {
    lists.put(type, java.util.Arrays.stream(documents).map(KubeObject::parse).toList());
  }

  List<KubeObject> created() {
    return created;
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    throw ApiException.notFound(type, key.name());
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    return KubeList.of(lists.getOrDefault(type, List.of()), "1");
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    created.add(object);
    return object;
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    throw ApiException.notImplemented(options.subresource());
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    throw ApiException.notImplemented("update");
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    throw ApiException.notImplemented("patch");
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    throw ApiException.notImplemented("delete");
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    throw ApiException.notImplemented("deleteCollection");
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    return new Watch() {
      @Override
      public Optional<WatchEvent> poll() {
        return Optional.empty();
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }
}
