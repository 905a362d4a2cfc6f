// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.controller.scheduler.Filters.Refusal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What people are told when no node takes a Pod. Pure. */
final class Diagnosis {

  private Diagnosis() {}

  /** The text over the refusals of all nodes. */
  static String message(List<Refusal> refusals, boolean mayPreempt) {
    if (refusals.isEmpty()) {
      return "no nodes available to schedule pods";
    }
    List<String> reasons = refusals.stream().flatMap(r -> r.reasons().stream()).toList();
    return available(refusals.size(), reasons)
        // What the two plugins say that could make room: by taking devices back, by preempting.
        + " no new claims to deallocate, preemption: "
        + (mayPreempt
            ? available(refusals.size(), refusals.stream().map(Diagnosis::hope).toList())
            : "not eligible due to preemptionPolicy=Never.");
  }

  /**
   * The text over a refusal that no node was asked about. "not found" is what the plugin for
   * devices says of its own state then: its turn to write it did not come. See <a
   * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/scheduler/schedule_one.go">findNodesThatFitPod</a>.
   */
  static String messageBeforeFilters(int nodes, String refusal) {
    return "0/" + nodes + " nodes are available: " + refusal + ". not found";
  }

  private static String hope(Refusal refusal) {
    return refusal.changeable()
        ? "No preemption victims found for incoming pod"
        : "Preemption is not helpful for scheduling";
  }

  private static String available(int nodes, List<String> reasons) {
    Map<String, Long> counts =
        reasons.stream()
            .collect(Collectors.groupingBy(r -> r, TreeMap::new, Collectors.counting()));
    return "0/"
        + nodes
        + " nodes are available: "
        + counts.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .sorted()
            .collect(Collectors.joining(", "))
        + ".";
  }
}
