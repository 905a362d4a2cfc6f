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
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What stands between a well-formed write and the kind's own rules: the built-in admission. */
final class Admission {

  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

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

  /** The NamespaceLifecycle plugin: some namespaces stay as long as the cluster. */
  void delete(ResourceType type, ObjectKey key) {
    if (type.equals(ResourceType.NAMESPACES) && IMMORTAL.contains(key.name())) {
      throw ApiException.forbidden(type, key.name(), "this namespace may not be deleted");
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
