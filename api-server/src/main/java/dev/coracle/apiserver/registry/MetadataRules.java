// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/** The rules for {@code metadata} that all kinds share. */
public final class MetadataRules {

  private MetadataRules() {}

  public static void validateCreate(
      ObjectNode object, ResourceType type, NameRule rule, FieldErrors errors) {
    String name = Json.textAt(object, "metadata", "name");
    if (name.isEmpty()) {
      errors.required("metadata.name", "name or generateName is required");
    } else {
      rule.problem(name).ifPresent(text -> errors.invalid("metadata.name", name, text));
    }
  }

  public static void validateUpdate(ObjectNode object, KubeObject old, FieldErrors errors) {}
}
