// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code finalize} subresource of a Namespace: the word of a controller that the content has
 * gone. When the last of {@code spec.finalizers} goes, so does the Namespace.
 */
final class NamespaceFinalization {

  private NamespaceFinalization() {}

  /**
   * The stored Namespace with the finalizers of a body, ready to be stored.
   *
   * @throws ApiException 422 where a finalizer is no proper name
   */
  static ObjectNode apply(ObjectNode body, KubeObject old) {
    ObjectNode object = old.tree().deepCopy();
    ObjectNode spec = body.path("spec") instanceof ObjectNode found ? found : Json.object();
    Json.copyMember(spec, Json.objectAt(object, "spec"), "finalizers");
    String version = Json.textAt(body, "metadata", "resourceVersion");
    if (!version.isEmpty()) {
      Json.objectAt(object, "metadata").put("resourceVersion", version);
    }
    FieldErrors errors = new FieldErrors();
    NamespaceStrategy.checkFinalizers(object, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(ResourceType.NAMESPACES, old.name(), errors.list());
    }
    return object;
  }
}
