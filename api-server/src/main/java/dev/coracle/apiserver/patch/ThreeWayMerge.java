// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.MessageType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code kubectl apply} makes of an object: what the manifest says is set, what the manifest
 * said when it was last applied and says no more is taken out, and what others wrote beside it
 * stays. How lists and structs merge is asked of the schema, as in a strategic merge patch.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes">How
 *     apply calculates differences and merges changes</a>
 */
public final class ThreeWayMerge {
  private static final ObjectNode NOTHING = Json.object();

  private ThreeWayMerge() {}

  /**
   * The changed copy of the current object.
   *
   * @param last the manifest as it was applied before; empty where it never was
   * @param type the type of the objects; without one, lists are replaced as a whole
   */
  public static ObjectNode apply(
      ObjectNode last, ObjectNode manifest, ObjectNode current, Optional<MessageType> type) {
    return merge(last, manifest, current.deepCopy(), type);
  }

  /** Merges into {@code current}, a private copy. */
  static ObjectNode merge(
      JsonNode last, ObjectNode manifest, ObjectNode current, Optional<MessageType> type) {
    for (String name : last.propertyNames()) {
      if (!manifest.has(name)) {
        current.remove(name);
      }
    }
    for (Map.Entry<String, JsonNode> wanted : manifest.properties()) {
      String name = wanted.getKey();
      if (wanted.getValue().isNull()) {
        current.remove(name);
      } else {
        Optional<Field> field = type.flatMap(message -> message.field(name));
        current.set(
            name, value(field, last.path(name), wanted.getValue(), current.path(name)).deepCopy());
      }
    }
    return current;
  }

  private static JsonNode value(
      Optional<Field> field, JsonNode last, JsonNode wanted, JsonNode current) {
    List<String> strategies = field.map(Field::patchStrategies).orElse(List.of());
    if (wanted instanceof ObjectNode object && current instanceof ObjectNode present) {
      return strategies.contains(StrategicMergePatch.REPLACE)
          ? object
          : struct(field, last, object, present);
    }
    if (wanted instanceof ArrayNode list
        && current instanceof ArrayNode present
        && strategies.contains(StrategicMergePatch.MERGE)) {
      return StrategicMergePatch.listMerge(field).merge(last, list, present);
    }
    return wanted;
  }

  private static ObjectNode struct(
      Optional<Field> field, JsonNode last, ObjectNode wanted, ObjectNode current) {
    JsonNode before = last.isObject() ? last : NOTHING;
    ObjectNode merged = merge(before, wanted, current, StrategicMergePatch.elementType(field));
    // A union, such as a Deployment's strategy: what the manifest does not name is of another arm.
    if (field.filter(f -> f.patchStrategies().contains("retainKeys")).isPresent()) {
      merged.retain(wanted.propertyNames());
    }
    return merged;
  }
}
