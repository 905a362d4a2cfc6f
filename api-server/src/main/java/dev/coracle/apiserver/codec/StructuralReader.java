// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.MessageType;
import dev.coracle.apiserver.schema.Structural;
import dev.coracle.apiserver.schema.StructuralSchema;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The reading of objects that a structural schema describes: pruned by it, and their metadata, also
 * that of resources inside them, read as that of every kind.
 */
final class StructuralReader {

  private final StructuralSchema schema;
  private final List<String> problems;

  /** Adds to the problems that are already known. */
  StructuralReader(StructuralSchema schema, List<String> problems) {
    this.schema = schema;
    this.problems = new ArrayList<>(problems);
  }

  Decoded read(ObjectNode object) {
    schema.prune(object, path -> problems.add("unknown field \"" + path + "\""));
    metadata(object, "");
    embedded(object, schema.root(), "");
    return new Decoded(object, List.copyOf(problems));
  }

  private void embedded(JsonNode value, Structural at, String path) {
    if (at.embeddedResource() && value instanceof ObjectNode resource) {
      metadata(resource, path);
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        JsonNode element = value.get(i);
        String place = path + "[" + i + "]";
        at.items().ifPresent(items -> embedded(element, items, place));
      }
    }
    for (var member : value.properties()) {
      String place = path + member.getKey() + ".";
      at.member(member.getKey()).ifPresent(s -> embedded(member.getValue(), s, place));
    }
  }

  private void metadata(ObjectNode resource, String path) {
    if (!(resource.get("metadata") instanceof ObjectNode metadata)) {
      return;
    }
    MessageType type = schema.objectMeta();
    TypedReader reader = new TypedReader(Json.tokens(metadata), new ArrayList<>());
    resource.set("metadata", reader.readTree(type));
    for (String problem : reader.problems()) {
      problems.add(problem.replaceFirst("\"", "\"" + path + "metadata."));
    }
  }
}
