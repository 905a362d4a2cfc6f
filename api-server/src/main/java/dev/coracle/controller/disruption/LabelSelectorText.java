// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.disruption;

import dev.coracle.api.Json;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A label selector as the messages of Kubernetes print it. Pure. */
final class LabelSelectorText {

  private LabelSelectorText() {}

  static String of(JsonNode selector) {
    String labels =
        selector.path("matchLabels").properties().stream()
            .map(label -> label.getKey() + ": " + label.getValue().asString("") + ",")
            .sorted()
            .collect(Collectors.joining());
    String expressions =
        selector
            .path("matchExpressions")
            .valueStream()
            .map(LabelSelectorText::requirement)
            .collect(Collectors.joining());
    return "&LabelSelector{MatchLabels:map[string]string{%s},MatchExpressions:[]LabelSelectorRequirement{%s},}"
        .formatted(labels, expressions);
  }

  private static String requirement(JsonNode expression) {
    String values =
        expression
            .path("values")
            .valueStream()
            .map(value -> value.asString(""))
            .collect(Collectors.joining(" "));
    return "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},"
        .formatted(Json.textAt(expression, "key"), Json.textAt(expression, "operator"), values);
  }
}
