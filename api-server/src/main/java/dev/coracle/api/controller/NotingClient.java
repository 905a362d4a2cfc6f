// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

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

/** A client that tells what was written through it. */
final class NotingClient implements KubeClient {

  private final KubeClient client;
  private final Notes notes;

  NotingClient(KubeClient client, Notes notes) {
    this.client = client;
    this.notes = notes;
  }

  /** Who is told, after each write, on the thread that made it. */
  interface Notes {

    void changed(ResourceType type, KubeObject written);

    void deleted(ResourceType type, ObjectKey key);
  }

  private KubeObject note(ResourceType type, KubeObject written) {
    notes.changed(type, written);
    return written;
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
    return note(type, client.create(type, object, options));
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    return client.createSubresource(type, key, body, options);
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    return note(type, client.update(type, object, options));
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    return note(type, client.patch(type, key, patch, options));
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    KubeObject deleted = client.delete(type, key, options);
    notes.deleted(type, key);
    return deleted;
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    KubeList deleted = client.deleteCollection(type, selection, options);
    deleted.items().forEach(object -> notes.deleted(type, object.key()));
    return deleted;
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    return client.watch(type, options, wake);
  }
}
