// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The rules for labels: qualified names as keys, short words as values. */
public final class Labels {

  private Labels() {}

  public static void checkKey(FieldErrors errors, String path, String key) {
    Names.check(errors, path, key, Names.qualifiedName(key));
  }

  public static void checkValue(FieldErrors errors, String path, String value) {
    Names.check(errors, path, value, Names.labelValue(value));
  }

  /** A map of labels, all reported at the map itself. */
  public static void check(FieldErrors errors, String path, JsonNode labels) {
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      checkKey(errors, path, label.getKey());
      checkValue(errors, path, label.getValue().asString(""));
    }
  }
}
