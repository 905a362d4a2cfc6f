// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import dev.coracle.api.model.ReplicaSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How a Deployment's ReplicaSets follow a change of its size, without rolling on. */
final class DeploymentScaling {

  private DeploymentScaling() {}

  /** Whether the Deployment's size has changed since its ReplicaSets were last sized. */
  static boolean isScaling(DeploymentSync sync) {
    int wanted = sync.deployment().replicas();
    return sync.active().stream()
        .filter(s -> s.object().annotations().containsKey(DeploymentAnnotations.DESIRED))
        .anyMatch(s -> sizeNote(s, DeploymentAnnotations.DESIRED) != wanted);
  }

  private static int sizeNote(ReplicaSet set, String annotation) {
    return DeploymentAnnotations.size(set.object(), annotation);
  }

  /** Brings the ReplicaSets to the Deployment's size without rolling on. */
  static void scale(DeploymentSync sync) {
    List<ReplicaSet> active = sync.active();
    if (active.size() <= 1) {
      activeOrNewest(sync, active).forEach(s -> sync.resize(s, sync.deployment().replicas()));
    } else if (isSaturated(sync)) {
      sync.old().stream().filter(s -> s.replicas() > 0).forEach(s -> sync.resize(s, 0));
    } else if (!sync.deployment().isRecreate()) {
      scaleByShare(sync, active);
    }
  }

  private static List<ReplicaSet> activeOrNewest(DeploymentSync sync, List<ReplicaSet> active) {
    if (!active.isEmpty()) {
      return active;
    }
    List<ReplicaSet> old = sync.old();
    return sync.fresh()
        .map(List::of)
        .orElseGet(() -> old.subList(Math.max(0, old.size() - 1), old.size()));
  }

  private static boolean isSaturated(DeploymentSync sync) {
    int wanted = sync.deployment().replicas();
    return sync.fresh()
        .filter(s -> s.replicas() == wanted && s.availableReplicas() == wanted)
        .filter(s -> sizeNote(s, DeploymentAnnotations.DESIRED) == wanted)
        .isPresent();
  }

  private static void scaleByShare(DeploymentSync sync, List<ReplicaSet> active) {
    Map<String, ReplicaSet> byName =
        active.stream().collect(Collectors.toMap(s -> s.object().name(), s -> s));
    int statusReplicas = DeploymentStatus.written(sync.deployment().object()).replicas();
    List<ProportionalScaling.Member> members =
        active.stream().map(s -> member(s, statusReplicas)).toList();
    ProportionalScaling.share(sync.limits(), members)
        .forEach(
            (name, size) -> byName.computeIfPresent(name, (n, set) -> resized(sync, set, size)));
  }

  private static ReplicaSet resized(DeploymentSync sync, ReplicaSet set, int size) {
    sync.resize(set, size);
    return set;
  }

  private static ProportionalScaling.Member member(ReplicaSet set, int otherwise) {
    int noted = sizeNote(set, DeploymentAnnotations.MAX);
    return new ProportionalScaling.Member(
        set.object().name(),
        set.replicas(),
        noted > 0 ? noted : otherwise,
        set.object().creationTimestamp());
  }
}
