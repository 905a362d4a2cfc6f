// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/** The comparison of document trees. */
final class Trees {

  // A number written as an int and read as a long is the same number.
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
          return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
      };

  private Trees() {}

  static boolean same(JsonNode a, JsonNode b) {
    return a.equals(BY_VALUE, b);
  }
}
