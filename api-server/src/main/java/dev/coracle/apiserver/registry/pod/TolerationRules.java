// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The rules for tolerations, and those that every Pod gets. */
final class TolerationRules {

  private static final List<String> NODE_LOST =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  private TolerationRules() {}

  /** Makes a Pod stay five minutes on a node that is lost, unless it says something else. */
  static void addDefaults(ArrayNode tolerations) {
    for (String taint : NODE_LOST) {
      if (tolerations.valueStream().noneMatch(t -> isAbout(t, taint))) {
        tolerations
            .addObject()
            .put("key", taint)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", 300);
      }
    }
  }

  private static boolean isAbout(JsonNode toleration, String taint) {
    String key = Values.text(toleration, "key");
    String effect = Values.text(toleration, "effect");
    return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
  }

  static void check(FieldErrors errors, String path, JsonNode tolerations) {
    Values.each(tolerations, path, (toleration, at) -> checkOne(errors, at, toleration));
  }

  private static void checkOne(FieldErrors errors, String path, JsonNode toleration) {
    String key = Values.text(toleration, "key");
    String operator = Values.text(toleration, "operator");
    if (!key.isEmpty()) {
      Labels.checkKey(errors, path + ".key", key);
    } else if (!operator.equals("Exists")) {
      errors.invalid(
          path + ".operator",
          operator,
          "operator must be Exists when `key` is empty, which means \"match all values and all"
              + " keys\"");
    }
    String effect = Values.text(toleration, "effect");
    if (Values.isSet(toleration.path("tolerationSeconds")) && !effect.equals("NoExecute")) {
      errors.invalid(
          path + ".effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    checkValue(errors, path, toleration, operator);
    Values.oneOfIfSet(
        errors, toleration, path, "effect", "NoSchedule", "PreferNoSchedule", "NoExecute");
  }

  private static void checkValue(
      FieldErrors errors, String path, JsonNode toleration, String operator) {
    String value = Values.text(toleration, "value");
    switch (operator) {
      case "Equal", "" -> {
        List<String> problems = Names.labelValue(value);
        if (!problems.isEmpty()) {
          errors.invalid(path + ".operator", value, String.join(";", problems));
        }
      }
      case "Exists" -> {
        if (!value.isEmpty()) {
          errors.invalid(
              path + ".operator", toleration, "value must be empty when `operator` is 'Exists'");
        }
      }
      default -> errors.notSupported(path + ".operator", operator, "Equal", "Exists");
    }
  }
}
