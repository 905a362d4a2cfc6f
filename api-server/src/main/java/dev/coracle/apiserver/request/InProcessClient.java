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
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.codec.Decoded;

/** The API without bytes: calls go straight to the pipeline, as one user. */
final class InProcessClient implements KubeClient {

  private static final String USER_AGENT = "coracle";

  private final RequestPipeline pipeline;
  private final User user;

  InProcessClient(RequestPipeline pipeline, User user) {
    this.pipeline = pipeline;
    this.user = user;
  }

  /** A request that may be made, and whose warnings nobody reads. */
  private Call call(String verb, ResourceType type, String subresource, ObjectKey key) {
    RequestInfo info =
        RequestInfo.of(user, verb, type, subresource, key, USER_AGENT, pipeline.now());
    pipeline.authorize(info);
    return Call.of(info, type, warning -> {});
  }

  private Call write(
      String verb, ResourceType type, ObjectKey key, String subresource, WriteOptions options) {
    Call call = call(verb, type, subresource, key);
    OptionRules.check(verb, options);
    return call.with(options);
  }

  private Call all(String verb, ResourceType type, String namespace) {
    return call(verb, type, "", new ObjectKey(namespace, ""));
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return pipeline.get(call("get", type, subresource, key));
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    return pipeline.list(all("list", type, options.namespace()), options);
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    Call call = write("create", type, new ObjectKey(object.namespace(), ""), "", options);
    return pipeline.create(call, checked(call, object));
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    Call call = write("create", type, key, options.subresource(), options);
    return pipeline.createSubresource(call, checked(call, body));
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    Call call = write("update", type, object.key(), options.subresource(), options);
    return pipeline.update(call, checked(call, object)).object();
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    return pipeline.patch(write("patch", type, key, options.subresource(), options), patch);
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return pipeline.delete(call("delete", type, "", key), options).object();
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    return pipeline.deleteCollection(
        all("deletecollection", type, selection.namespace()), selection, options);
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    return pipeline.watch(all("watch", type, options.namespace()), options, wake);
  }

  private Decoded checked(Call call, KubeObject object) {
    return pipeline.check(call.type(), call.subresource(), object.tree().deepCopy());
  }
}
