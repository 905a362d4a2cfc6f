// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The defaults of a structural schema, set where a value is absent or a null that is none.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/algorithm.go">defaulting/algorithm.go</a>
 */
final class StructuralDefaults {

  private StructuralDefaults() {}

  static void apply(JsonNode value, Structural schema) {
    if (value instanceof ObjectNode object) {
      schema.properties().forEach((name, property) -> setAbsent(object, name, property));
      for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
        schema.member(member.getKey()).ifPresent(s -> member(object, member, s));
      }
    } else if (value instanceof ArrayNode list && schema.items().isPresent()) {
      elements(list, schema.items().get());
    }
  }

  private static void setAbsent(ObjectNode object, String name, Structural property) {
    JsonNode present = object.get(name);
    if (present == null || property.refuses(present)) {
      property.constant().ifPresent(constant -> object.set(name, constant.deepCopy()));
    }
  }

  private static void member(
      ObjectNode object, Map.Entry<String, JsonNode> member, Structural schema) {
    if (schema.refuses(member.getValue())) {
      schema.constant().ifPresent(constant -> object.set(member.getKey(), constant.deepCopy()));
    }
    apply(object.path(member.getKey()), schema);
  }

  private static void elements(ArrayNode list, Structural schema) {
    for (int i = 0; i < list.size(); i++) {
      if (schema.refuses(list.get(i)) && schema.constant().isPresent()) {
        list.set(i, schema.constant().get().deepCopy());
      }
      apply(list.get(i), schema);
    }
  }

  /**
   * Removes members that are null where null is no value.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/prunenulls.go">defaulting/prunenulls.go</a>
   */
  static void dropNulls(JsonNode value, Structural schema) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
        Optional<Structural> below = schema.member(member.getKey());
        if (below.isPresent() && below.get().refuses(member.getValue())) {
          object.remove(member.getKey());
        } else {
          below.ifPresent(s -> dropNulls(member.getValue(), s));
        }
      }
    } else if (schema.items().isPresent()) {
      value.forEach(element -> dropNulls(element, schema.items().get()));
    }
  }
}
