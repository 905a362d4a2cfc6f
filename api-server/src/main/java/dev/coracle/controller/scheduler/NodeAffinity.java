// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.Json;
import dev.coracle.api.Selector;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which nodes a Pod asks for by their labels and names. Pure. */
final class NodeAffinity {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private NodeAffinity() {}

  /** Whether a node is one that a Pod may run on. */
  static boolean matches(JsonNode podSpec, NodeInfo node) {
    ObjectNode selector = Json.object();
    selector.set("matchLabels", podSpec.path("nodeSelector"));
    JsonNode terms = affinity(podSpec).path(REQUIRED).path("nodeSelectorTerms");
    return Selector.of(selector).matches(node.labels())
        && (terms.isMissingNode() || terms.valueStream().anyMatch(t -> matchesTerm(t, node)));
  }

  private static JsonNode affinity(JsonNode podSpec) {
    return podSpec.path("affinity").path("nodeAffinity");
  }

  /** The weights of the wishes that a node fulfils, together. */
  static int preference(JsonNode podSpec, NodeInfo node) {
    return affinity(podSpec)
        .path(PREFERRED)
        .valueStream()
        .filter(wish -> matchesTerm(wish.path("preference"), node))
        .mapToInt(wish -> wish.path("weight").asInt(0))
        .sum();
  }

  /** Whether all of a term holds; an empty term never does. */
  private static boolean matchesTerm(JsonNode term, NodeInfo node) {
    JsonNode labels = term.path("matchExpressions");
    JsonNode fields = term.path("matchFields");
    return !(labels.isEmpty() && fields.isEmpty())
        && selector(labels).matches(node.labels())
        && selector(fields).matches(Map.of("metadata.name", node.name()));
  }

  private static Selector selector(JsonNode expressions) {
    ObjectNode selector = Json.object();
    selector.set("matchExpressions", expressions);
    return Selector.of(selector);
  }
}
