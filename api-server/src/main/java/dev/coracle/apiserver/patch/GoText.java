// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Values as the real server prints them inside messages: {@code map[a:1 b:[x y]]}. */
final class GoText {
  private GoText() {}

  static String of(JsonNode value) {
    List<String> parts = new ArrayList<>();
    if (value instanceof ObjectNode object) {
      for (String key : new TreeSet<>(object.propertyNames())) {
        parts.add(key + ":" + of(object.path(key)));
      }
      return "map[" + String.join(" ", parts) + "]";
    }
    if (value.isArray()) {
      value.forEach(element -> parts.add(of(element)));
      return "[" + String.join(" ", parts) + "]";
    }
    return value.isNull() ? "<nil>" : value.asString("");
  }

  /** The type of a value as Go names it. */
  static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      case STRING -> "string";
      default -> "<nil>";
    };
  }
}
