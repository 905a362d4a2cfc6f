// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.Json;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Taints of nodes against tolerations of Pods. Pure. */
public final class Taints {

  public static final Set<String> REPELLING = Set.of("NoSchedule", "NoExecute");
  public static final Set<String> DISCOURAGING = Set.of("PreferNoSchedule");

  /** What an unschedulable node is taken to carry. */
  public static final JsonNode UNSCHEDULABLE =
      Json.object().put("key", "node.kubernetes.io/unschedulable").put("effect", "NoSchedule");

  private Taints() {}

  /** The taints with one of the effects that no toleration covers. */
  public static Stream<JsonNode> untolerated(
      JsonNode taints, JsonNode tolerations, Set<String> effects) {
    return taints
        .valueStream()
        .filter(taint -> effects.contains(text(taint, "effect")))
        .filter(taint -> !isTolerated(taint, tolerations));
  }

  public static boolean isTolerated(JsonNode taint, JsonNode tolerations) {
    return tolerations.valueStream().anyMatch(toleration -> tolerates(toleration, taint));
  }

  public static boolean tolerates(JsonNode toleration, JsonNode taint) {
    String effect = text(toleration, "effect");
    String key = text(toleration, "key");
    if (!effect.isEmpty() && !effect.equals(text(taint, "effect"))
        || !key.isEmpty() && !key.equals(text(taint, "key"))) {
      return false;
    }
    return switch (text(toleration, "operator")) {
      case "Exists" -> true;
      case "Lt" -> compares(taint, toleration) < 0;
      case "Gt" -> compares(taint, toleration) > 0;
      default -> !key.isEmpty() && text(toleration, "value").equals(text(taint, "value"));
    };
  }

  /** The order of two numbers; 0, which satisfies nobody, where one is none. */
  private static int compares(JsonNode taint, JsonNode toleration) {
    try {
      return Long.compare(
          Long.parseLong(text(taint, "value")), Long.parseLong(text(toleration, "value")));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asString("");
  }
}
