// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A reference from a dependent object to its owner in the same namespace, or to a cluster one. */
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {

  static OwnerReference of(JsonNode node) {
    return new OwnerReference(
        Json.textAt(node, "apiVersion"),
        Json.textAt(node, "kind"),
        Json.textAt(node, "name"),
        Json.textAt(node, "uid"),
        node.path("controller").asBoolean(false),
        node.path("blockOwnerDeletion").asBoolean(false));
  }

  /** The reference by which a controller marks what it manages. */
  public static OwnerReference controllerOf(ResourceType type, KubeObject owner) {
    return new OwnerReference(
        type.apiVersion(), type.kind(), owner.name(), owner.uid(), true, true);
  }

  /** Its document form, as in {@code metadata.ownerReferences}. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("apiVersion", apiVersion).put("kind", kind).put("name", name).put("uid", uid);
    if (controller) {
      json.put("controller", true);
    }
    if (blockOwnerDeletion) {
      json.put("blockOwnerDeletion", true);
    }
    return json;
  }
}
