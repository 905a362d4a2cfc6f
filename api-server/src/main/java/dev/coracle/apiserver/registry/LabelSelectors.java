// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.Selector;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The rules for LabelSelector documents, and how they are printed. */
public final class LabelSelectors {

  private LabelSelectors() {}

  public static void check(FieldErrors errors, String path, JsonNode selector) {
    Labels.check(errors, path + ".matchLabels", selector.path("matchLabels"));
    Values.each(
        selector.path("matchExpressions"),
        path + ".matchExpressions",
        (expression, at) -> checkExpression(errors, at, expression));
  }

  private static void checkExpression(FieldErrors errors, String path, JsonNode expression) {
    checkOperator(errors, path, expression);
    Labels.checkKey(errors, path + ".key", expression.path("key").asString(""));
    Values.each(
        expression.path("values"),
        path + ".values",
        (value, at) -> Labels.checkValue(errors, at, value.asString("")));
  }

  private static void checkOperator(FieldErrors errors, String path, JsonNode expression) {
    boolean hasValues = !expression.path("values").isEmpty();
    String operator = expression.path("operator").asString("");
    switch (operator) {
      case "In", "NotIn" -> {
        if (!hasValues) {
          errors.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (hasValues) {
          errors.forbidden(
              path + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> errors.invalid(path + ".operator", operator, "not a valid selector operator");
    }
  }

  public static boolean isEmpty(JsonNode selector) {
    return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
  }

  /** Whether a document that is a selector by its form can select anything. */
  public static boolean isValid(JsonNode selector) {
    FieldErrors errors = new FieldErrors();
    check(errors, "", selector);
    return errors.isEmpty();
  }

  /** Whether a valid selector selects a set of labels; one that is absent selects none. */
  public static boolean matches(JsonNode selector, JsonNode labels) {
    Map<String, String> map = new HashMap<>();
    labels.properties().forEach(e -> map.put(e.getKey(), e.getValue().asString("")));
    return Values.isSet(selector) && Selector.of(selector).matches(map);
  }

  /** The text form, its requirements in the order of their keys; empty where there are none. */
  public static String text(JsonNode selector) {
    List<Selector.Requirement> requirements =
        Selector.of(selector).requirements().stream()
            .sorted(Comparator.comparing(Selector.Requirement::label))
            .toList();
    return new Selector(requirements).toString();
  }
}
