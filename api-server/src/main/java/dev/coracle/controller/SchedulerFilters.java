// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.Quantity;
import dev.coracle.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The rules by which a node refuses a Pod, the first that does speaking. Pure. */
final class SchedulerFilters {

  private final SchedulerPodAffinity affinity;
  private final SchedulerSpread spread;

  SchedulerFilters(SchedulerPodAffinity affinity, SchedulerSpread spread) {
    this.affinity = affinity;
    this.spread = spread;
  }

  /**
   * Why a node refuses a Pod.
   *
   * @param changeable whether it might be otherwise if other Pods went
   */
  record Refusal(List<String> reasons, boolean changeable) {

    private static Optional<Refusal> fixed(String reason) {
      return Optional.of(new Refusal(List.of(reason), false));
    }

    private static Optional<Refusal> changeable(String reason) {
      return Optional.of(new Refusal(List.of(reason), true));
    }
  }

  /** The node's refusal, or nothing where the Pod may run there. */
  Optional<Refusal> judge(Pod pod, SchedulerResources requests, SchedulerNode node) {
    return byNode(pod, node)
        .or(() -> byPorts(pod, node))
        .or(() -> byResources(requests, node))
        .or(() -> bySpread(pod, node))
        .or(() -> byOtherPods(pod, node));
  }

  private static Optional<Refusal> byNode(Pod pod, SchedulerNode node) {
    if (node.node().isUnschedulable()
        && !SchedulerTaints.isTolerated(SchedulerTaints.UNSCHEDULABLE, pod.spec().tolerations())) {
      return Refusal.fixed("node(s) were unschedulable");
    }
    if (!toleratesTaints(pod, node)) {
      return Refusal.fixed("node(s) had untolerated taint(s)");
    }
    if (!SchedulerNodeAffinity.matches(pod.spec().json(), node)) {
      return Refusal.fixed("node(s) didn't match Pod's node affinity/selector");
    }
    return Optional.empty();
  }

  static boolean toleratesTaints(Pod pod, SchedulerNode node) {
    return SchedulerTaints.untolerated(
            node.node().taints(), pod.spec().tolerations(), SchedulerTaints.REPELLING)
        .findAny()
        .isEmpty();
  }

  private static Optional<Refusal> byPorts(Pod pod, SchedulerNode node) {
    return node.hasPortConflict(pod)
        ? Refusal.changeable("node(s) didn't have free ports for the requested pod ports")
        : Optional.empty();
  }

  private static Optional<Refusal> byResources(SchedulerResources requests, SchedulerNode node) {
    List<String> reasons = new ArrayList<>();
    boolean changeable = true;
    if (node.pods().size() >= node.allocatable().of(SchedulerNode.PODS).longValue()) {
      reasons.add("Too many pods");
    }
    for (var request : new TreeMap<>(requests.amounts()).entrySet()) {
      Quantity wanted = request.getValue();
      if (wanted.compareTo(Quantity.ZERO) > 0 && node.lacks(request.getKey(), wanted)) {
        reasons.add("Insufficient " + request.getKey());
        changeable &= wanted.compareTo(node.allocatable().of(request.getKey())) <= 0;
      }
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(new Refusal(reasons, changeable));
  }

  private Optional<Refusal> bySpread(Pod pod, SchedulerNode node) {
    String reason = "node(s) didn't match pod topology spread constraints";
    if (!SchedulerSpread.hasDomains(pod, node)) {
      return Refusal.fixed(reason + " (missing required label)");
    }
    return spread.staysEven(pod, node) ? Optional.empty() : Refusal.changeable(reason);
  }

  private Optional<Refusal> byOtherPods(Pod pod, SchedulerNode node) {
    if (!affinity.isNearToRequired(pod, node)) {
      return Refusal.fixed("node(s) didn't match pod affinity rules");
    }
    if (!affinity.isFarFromRefused(pod, node)) {
      return Refusal.changeable("node(s) didn't match pod anti-affinity rules");
    }
    if (!affinity.isToleratedByOthers(pod, node)) {
      return Refusal.changeable("node(s) didn't satisfy existing pods anti-affinity rules");
    }
    return Optional.empty();
  }
}
