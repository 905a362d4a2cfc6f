// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.Admitter;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What stands between a well-formed write and the kind's own rules: the built-in admission. */
final class Admission {

  private final Kernel kernel;

  Admission(Kernel kernel) {
    this.kernel = kernel;
  }

  void create(WriteContext context, ObjectNode object) {
    requireLivingNamespace(context.type(), object);
    for (Admitter admitter : kernel.registry().admitters()) {
      admitter.create(context, object);
    }
  }

  void update(WriteContext context, ObjectNode object, KubeObject old) {
    for (Admitter admitter : kernel.registry().admitters()) {
      admitter.update(context, object, old);
    }
  }

  /** The NamespaceLifecycle plugin: nothing is made in a namespace that is missing or going. */
  private void requireLivingNamespace(ResourceType type, ObjectNode object) {
    if (!type.namespaced()) {
      return;
    }
    String namespace = Json.textAt(object, "metadata", "namespace");
    Optional<KubeObject> found =
        kernel.store().get(ResourceType.NAMESPACES, ObjectKey.cluster(namespace));
    if (found.isEmpty()) {
      throw ApiException.notFound(ResourceType.NAMESPACES, namespace);
    }
    if (found.get().isDeleting()) {
      throw terminating(type, Json.textAt(object, "metadata", "name"), namespace);
    }
  }

  private static ApiException terminating(ResourceType type, String name, String namespace) {
    ApiException refusal =
        ApiException.forbidden(
            type,
            name,
            "unable to create new content in namespace "
                + namespace
                + " because it is being terminated");
    ObjectNode status = refusal.toStatus();
    Json.arrayAt(Json.objectAt(status, "details"), "causes")
        .addObject()
        .put("reason", "NamespaceTerminating")
        .put("message", "namespace " + namespace + " is being terminated")
        .put("field", "metadata.namespace");
    return ApiException.of(status);
  }
}
