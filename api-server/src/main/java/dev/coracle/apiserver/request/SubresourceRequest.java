// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import java.time.Instant;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** An action on one object, with the ways in which the pipeline lets it act. */
record SubresourceRequest(Call call, Machinery machinery, Mutation mutation, Removal removal)
    implements SubresourceStrategy.Request {

  @Override
  public ResourceType type() {
    return call.type();
  }

  @Override
  public ObjectKey key() {
    return call.key();
  }

  @Override
  public Instant now() {
    return machinery.now();
  }

  @Override
  public boolean dryRun() {
    return call.dryRun();
  }

  @Override
  public KubeClient api() {
    return machinery.api().get();
  }

  @Override
  public KubeObject object() {
    return machinery
        .store()
        .get(machinery.version(type()).storage(), key())
        .orElseThrow(() -> ApiException.notFound(type(), key().name()));
  }

  @Override
  public void change(Function<KubeObject, ObjectNode> change) {
    mutation.override(call, change);
  }

  @Override
  public void delete(DeleteOptions options) {
    removal.deleteAdmitted(call.with(options));
  }
}
