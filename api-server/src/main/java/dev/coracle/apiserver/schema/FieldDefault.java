// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The constant a field takes where it is absent.
 *
 * @param sibling the field that must have the value {@code siblingValue}, or empty
 */
public record FieldDefault(JsonNode value, String sibling, String siblingValue) {
  private static final String WHEN = " when ";

  /** Parses {@code JSON [when SIBLING = JSON]}. */
  static FieldDefault parse(String text) {
    int when = text.indexOf(WHEN);
    if (when < 0) {
      return new FieldDefault(Json.parse(text), "", "");
    }
    String[] condition = text.substring(when + WHEN.length()).split(" = ", 2);
    String expected = Json.parse(condition[1]).asString();
    return new FieldDefault(Json.parse(text.substring(0, when)), condition[0], expected);
  }

  /** Whether it waits for a sibling, which may itself be defaulted first. */
  public boolean conditional() {
    return !sibling.isEmpty();
  }

  boolean appliesTo(ObjectNode object) {
    return !conditional() || object.path(sibling).asString("").equals(siblingValue);
  }
}
