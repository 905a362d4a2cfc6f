// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

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

/**
 * The client of a controller: what it follows is read by kube-controller-manager, for all of them
 * at once, and everything else is its own doing, as in Kubernetes.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/cmd/kube-controller-manager/app/controllermanager.go
 * (CreateControllerContext)
 */
record ManagedClient(KubeClient manager, KubeClient own) implements KubeClient {

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    return manager.list(type, options);
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    return manager.watch(type, options, wake);
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return own.get(type, key, subresource);
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    return own.create(type, object, options);
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    return own.createSubresource(type, key, body, options);
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    return own.update(type, object, options);
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    return own.patch(type, key, patch, options);
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return own.delete(type, key, options);
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    return own.deleteCollection(type, selection, options);
  }
}
