// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.Selector;
import dev.coracle.api.model.Pod;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** How evenly a Pod asks its like to be spread over the domains of the cluster. Pure. */
final class PodTopologySpread {

  private final Collection<NodeInfo> nodes;

  PodTopologySpread(Collection<NodeInfo> nodes) {
    this.nodes = nodes;
  }

  /** Whether a node has the labels by which the Pod is to be spread. */
  static boolean hasDomains(Pod pod, NodeInfo node) {
    return required(pod).allMatch(c -> node.labels().containsKey(key(c)));
  }

  /** Whether the domains stay even enough with one more on this node. */
  boolean staysEven(Pod pod, NodeInfo node) {
    return required(pod).allMatch(c -> staysEven(pod, c, node));
  }

  /** How many of its like the Pod would find where it only wishes for few. */
  int crowding(Pod pod, NodeInfo node) {
    return constraints(pod, "ScheduleAnyway").mapToInt(c -> crowding(pod, c, node)).sum();
  }

  private int crowding(Pod pod, JsonNode constraint, NodeInfo node) {
    Map<String, Integer> counts = counts(pod, constraint, selector(pod, constraint));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    // A node outside every domain comes after all that are in one.
    return counts.getOrDefault(node.labels().getOrDefault(key(constraint), ""), most + 1);
  }

  private static Stream<JsonNode> required(Pod pod) {
    return constraints(pod, "DoNotSchedule");
  }

  private static Stream<JsonNode> constraints(Pod pod, String otherwise) {
    return pod.object()
        .at("spec", "topologySpreadConstraints")
        .valueStream()
        .filter(c -> c.path("whenUnsatisfiable").asString("").equals(otherwise));
  }

  private static String key(JsonNode constraint) {
    return constraint.path("topologyKey").asString("");
  }

  private boolean staysEven(Pod pod, JsonNode constraint, NodeInfo node) {
    Optional<Selector> selector = selector(pod, constraint);
    Map<String, Integer> counts = counts(pod, constraint, selector);
    String domain = node.labels().getOrDefault(key(constraint), "");
    int self = selector.filter(s -> s.matches(pod.labels())).isPresent() ? 1 : 0;
    boolean tooFew = counts.size() < constraint.path("minDomains").asInt(1);
    int fewest = tooFew ? 0 : Collections.min(counts.values());
    int there = counts.getOrDefault(domain, 0);
    return there + self - fewest <= constraint.path("maxSkew").asInt(1);
  }

  /** Which Pods are its like; without a selector none are. */
  private static Optional<Selector> selector(Pod pod, JsonNode constraint) {
    JsonNode own = constraint.path("labelSelector");
    return own.isObject()
        ? Optional.of(InterPodAffinity.withLabelsOf(pod, constraint, Selector.of(own)))
        : Optional.empty();
  }

  private Map<String, Integer> counts(Pod pod, JsonNode constraint, Optional<Selector> selector) {
    Map<String, Integer> counts = new HashMap<>();
    for (NodeInfo node : nodes) {
      String domain = node.labels().get(key(constraint));
      if (domain != null && hasDomains(pod, node) && isCounted(pod, constraint, node)) {
        int like = selector.map(s -> count(pod, s, node)).orElse(0);
        counts.merge(domain, like, Integer::sum);
      }
    }
    return counts;
  }

  private static boolean isCounted(Pod pod, JsonNode constraint, NodeInfo node) {
    JsonNode spec = pod.object().at("spec");
    boolean ignoresAffinity = constraint.path("nodeAffinityPolicy").asString("").equals("Ignore");
    boolean honorsTaints = constraint.path("nodeTaintsPolicy").asString("").equals("Honor");
    return (ignoresAffinity || NodeAffinity.matches(spec, node))
        && (!honorsTaints || Filters.toleratesTaints(pod, node.node()));
  }

  private static int count(Pod pod, Selector selector, NodeInfo node) {
    return (int)
        node.pods().stream()
            .filter(p -> p.namespace().equals(pod.namespace()) && !p.isDeleting())
            .filter(p -> selector.matches(p.labels()))
            .count();
  }
}
