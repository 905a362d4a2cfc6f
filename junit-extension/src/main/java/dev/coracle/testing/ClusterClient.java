// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

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
import java.util.function.Supplier;

/**
 * A client for as long as its cluster lives: afterwards each call is refused by saying so, instead
 * of reading and writing what nobody follows any more.
 */
final class ClusterClient implements KubeClient {

  private final Supplier<KubeClient> open;
  private final ClusterWatches watches;

  /**
   * A client of a cluster.
   *
   * @param open gives the client behind it, or throws when the cluster is closed
   */
  ClusterClient(Supplier<KubeClient> open, ClusterWatches watches) {
    this.open = open;
    this.watches = watches;
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return open.get().get(type, key, subresource);
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    return open.get().list(type, options);
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    return open.get().create(type, object, options);
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    return open.get().createSubresource(type, key, body, options);
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    return open.get().update(type, object, options);
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    return open.get().patch(type, key, patch, options);
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return open.get().delete(type, key, options);
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    return open.get().deleteCollection(type, selection, options);
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    return watches.add(open.get().watch(type, options, wake), wake);
  }
}
