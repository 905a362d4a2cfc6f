// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.model.Pod;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which of several nodes suits a Pod best: first what it wishes for, then the one with the fewest
 * of its like where it asks to be spread, then the one with the fewest Pods of its owner, then the
 * emptiest. Pure.
 */
final class SchedulerScores {

  private final Pod pod;
  private final Collection<SchedulerNode> nodes;
  private final SchedulerPodAffinity affinity;
  private final SchedulerSpread spread;
  private final Map<String, Long> siblings;

  SchedulerScores(
      Pod pod,
      Collection<SchedulerNode> nodes,
      SchedulerPodAffinity affinity,
      SchedulerSpread spread) {
    this.pod = pod;
    this.nodes = nodes;
    this.affinity = affinity;
    this.spread = spread;
    this.siblings =
        nodes.stream().collect(Collectors.toMap(SchedulerNode::name, n -> n.siblingsOf(pod)));
  }

  /** The best node first. */
  Comparator<SchedulerNode> order() {
    return Comparator.comparingLong(this::discouragements)
        .thenComparingInt(
            node ->
                -SchedulerNodeAffinity.preference(pod.spec().json(), node)
                    - affinity.preference(pod, node))
        .thenComparingInt(node -> spread.crowding(pod, node))
        .thenComparingLong(this::siblings)
        .thenComparingLong(this::siblingsInZone)
        .thenComparingDouble(node -> node.taken("cpu") + node.taken("memory"))
        .thenComparingInt(node -> node.pods().size())
        .thenComparing(SchedulerNode::name);
  }

  private long discouragements(SchedulerNode node) {
    return SchedulerTaints.untolerated(
            node.node().taints(), pod.spec().tolerations(), SchedulerTaints.DISCOURAGING)
        .count();
  }

  private long siblings(SchedulerNode node) {
    return siblings.getOrDefault(node.name(), 0L);
  }

  private long siblingsInZone(SchedulerNode node) {
    String zone = node.node().zone();
    return zone.isEmpty()
        ? 0
        : nodes.stream()
            .filter(other -> other.node().zone().equals(zone))
            .mapToLong(this::siblings)
            .sum();
  }
}
