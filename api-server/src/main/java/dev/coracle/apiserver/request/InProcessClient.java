// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

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
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.codec.Decoded;

/** The API without bytes: calls go straight to the pipeline, as one user. */
final class InProcessClient implements KubeClient {

  private final RequestPipeline pipeline;
  private final Call call;

  InProcessClient(RequestPipeline pipeline, User user) {
    this.pipeline = pipeline;
    this.call = Call.by(user);
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return pipeline.get(call, type, key, subresource);
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    return pipeline.list(call, type, options);
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    return pipeline.create(call, type, object.namespace(), checked(type, "", object), options);
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    Decoded checked = checked(type, options.subresource(), body);
    return pipeline.createSubresource(call, type, key, checked, options);
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    Decoded body = checked(type, options.subresource(), object);
    return pipeline.update(call, type, object.key(), body, options).object();
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    return pipeline.patch(call, type, key, patch, options);
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return pipeline.delete(call, type, key, options).object();
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    return pipeline.deleteCollection(call, type, selection, options);
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    return pipeline.watch(call, type, options, wake);
  }

  private Decoded checked(ResourceType type, String subresource, KubeObject object) {
    return pipeline.check(type, subresource, object.tree().deepCopy());
  }
}
