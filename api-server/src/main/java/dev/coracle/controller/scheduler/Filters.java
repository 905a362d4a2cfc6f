// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.Quantity;
import dev.coracle.api.model.Node;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ResourceList;
import dev.coracle.controller.Taints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The rules by which a node refuses a Pod, the first that does speaking. Pure. */
final class Filters {

  private final InterPodAffinity affinity;
  private final PodTopologySpread spread;

  Filters(InterPodAffinity affinity, PodTopologySpread spread) {
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
  Optional<Refusal> judge(Pod pod, ResourceList requests, NodeInfo node) {
    return byNode(pod, node)
        .or(() -> byPorts(pod, node))
        .or(() -> byResources(requests, node))
        .or(() -> bySpread(pod, node))
        .or(() -> byOtherPods(pod, node));
  }

  private static Optional<Refusal> byNode(Pod pod, NodeInfo node) {
    if (node.node().isUnschedulable()
        && !Taints.isTolerated(Taints.UNSCHEDULABLE, pod.spec().tolerations())) {
      return Refusal.fixed("node(s) were unschedulable");
    }
    if (!toleratesTaints(pod, node.node())) {
      return Refusal.fixed("node(s) had untolerated taint(s)");
    }
    if (!NodeAffinity.matches(pod.spec().json(), node)) {
      return Refusal.fixed("node(s) didn't match Pod's node affinity/selector");
    }
    return Optional.empty();
  }

  static boolean toleratesTaints(Pod pod, Node node) {
    return Taints.untolerated(node.taints(), pod.spec().tolerations(), Taints.REPELLING)
        .findAny()
        .isEmpty();
  }

  private static Optional<Refusal> byPorts(Pod pod, NodeInfo node) {
    return node.hasPortConflict(pod)
        ? Refusal.changeable("node(s) didn't have free ports for the requested pod ports")
        : Optional.empty();
  }

  private static Optional<Refusal> byResources(ResourceList requests, NodeInfo node) {
    List<String> reasons = new ArrayList<>();
    boolean changeable = true;
    if (node.pods().size() >= node.allocatable().of(NodeInfo.PODS).longValue()) {
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

  private Optional<Refusal> bySpread(Pod pod, NodeInfo node) {
    String reason = "node(s) didn't match pod topology spread constraints";
    if (!PodTopologySpread.hasDomains(pod, node)) {
      return Refusal.fixed(reason + " (missing required label)");
    }
    return spread.staysEven(pod, node) ? Optional.empty() : Refusal.changeable(reason);
  }

  private Optional<Refusal> byOtherPods(Pod pod, NodeInfo node) {
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
