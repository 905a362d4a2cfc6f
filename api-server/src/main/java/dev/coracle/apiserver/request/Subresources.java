// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.schema.Kind;
import tools.jackson.databind.node.ObjectNode;

/** The parts of objects that are read and written by themselves: status, scale, binding … */
final class Subresources {

  private final Kernel kernel;

  Subresources(Kernel kernel, Mutation mutation, Removal removal) {
    this.kernel = kernel;
  }

  /** Whether the subresource is a view of another kind, such as Scale, over its parent. */
  boolean isView(ResourceType type, String subresource) {
    return subresource.equals("scale");
  }

  KubeObject get(ResourceType type, KubeObject parent, String subresource) {
    require(type, subresource);
    if (subresource.equals("status")) {
      return parent;
    }
    throw ApiException.notImplemented(type + "/" + subresource);
  }

  KubeObject update(
      Call call, ResourceType type, ObjectKey key, ObjectNode body, WriteOptions options) {
    throw ApiException.notImplemented(type + "/" + options.subresource());
  }

  KubeObject patch(Call call, ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    throw ApiException.notImplemented(type + "/" + options.subresource());
  }

  KubeObject create(
      Call call,
      ResourceType type,
      ObjectKey key,
      String subresource,
      ObjectNode body,
      boolean dryRun) {
    throw ApiException.notImplemented(type + "/" + subresource);
  }

  private void require(ResourceType type, String subresource) {
    Kind kind = kernel.kind(type);
    if (kind.subresource(subresource).isEmpty()) {
      throw ApiException.pageNotFound();
    }
  }
}
