// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import dev.coracle.api.Json;
import tools.jackson.databind.node.ObjectNode;

/** What the two versions of OpenAPI write differently. */
enum OpenApiStyle {
  V2("#/definitions/"),
  V3("#/components/schemas/");

  private static final String META = "meta.";

  private final String prefix;

  OpenApiStyle(String prefix) {
    this.prefix = prefix;
  }

  /** The published name of a message type of the table. */
  static String published(String typeName) {
    return (typeName.startsWith(META) ? "io.k8s.apimachinery.pkg.apis." : "io.k8s.api.") + typeName;
  }

  ObjectNode reference(String published) {
    return Json.object().put("$ref", prefix + published);
  }

  /** A reference that has room for other keywords beside it. */
  ObjectNode property(String published) {
    if (this == V2) {
      return reference(published);
    }
    ObjectNode property = Json.object();
    property.putArray("allOf").add(reference(published));
    return property;
  }
}
