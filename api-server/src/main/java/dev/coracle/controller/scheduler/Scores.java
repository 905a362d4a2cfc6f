// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.model.Pod;
import dev.coracle.controller.Taints;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which of several nodes suits a Pod best: first what it wishes for, then the one with the fewest
 * of its like where it asks to be spread, then the one with the fewest Pods of its owner, then the
 * emptiest. Pure.
 */
final class Scores {

  private final Pod pod;
  private final Collection<NodeInfo> nodes;
  private final InterPodAffinity affinity;
  private final PodTopologySpread spread;
  private final Map<String, Long> siblings;

  Scores(Pod pod, Collection<NodeInfo> nodes, InterPodAffinity affinity, PodTopologySpread spread) {
    this.pod = pod;
    this.nodes = nodes;
    this.affinity = affinity;
    this.spread = spread;
    this.siblings =
        nodes.stream().collect(Collectors.toMap(NodeInfo::name, n -> n.siblingsOf(pod)));
  }

  /** The best node first. */
  Comparator<NodeInfo> order() {
    return Comparator.comparingLong(this::discouragements)
        .thenComparingInt(
            node ->
                -NodeAffinity.preference(pod.spec().json(), node) - affinity.preference(pod, node))
        .thenComparingInt(node -> spread.crowding(pod, node))
        .thenComparingLong(this::siblings)
        .thenComparingLong(this::siblingsInZone)
        .thenComparingDouble(node -> node.taken("cpu") + node.taken("memory"))
        .thenComparingInt(node -> node.pods().size())
        .thenComparing(NodeInfo::name);
  }

  private long discouragements(NodeInfo node) {
    return Taints.untolerated(node.node().taints(), pod.spec().tolerations(), Taints.DISCOURAGING)
        .count();
  }

  private long siblings(NodeInfo node) {
    return siblings.getOrDefault(node.name(), 0L);
  }

  private long siblingsInZone(NodeInfo node) {
    String zone = node.node().zone();
    return zone.isEmpty()
        ? 0
        : nodes.stream()
            .filter(other -> other.node().zone().equals(zone))
            .mapToLong(this::siblings)
            .sum();
  }
}
