// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ReplicaSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The steps of a Deployment: sharing out a change of size, and rolling out a change of template.
 */
final class DeploymentRollout {

  private final DeploymentRevisions revisions;
  private final Function<String, List<KubeObject>> podsOfSet;

  /**
   * The steps of all Deployments.
   *
   * @param podsOfSet the Pods of the ReplicaSet with a uid
   */
  DeploymentRollout(DeploymentRevisions revisions, Function<String, List<KubeObject>> podsOfSet) {
    this.revisions = revisions;
    this.podsOfSet = podsOfSet;
  }

  /** Whether the Deployment's size has changed since its ReplicaSets were last sized. */
  static boolean isScaling(DeploymentPass pass) {
    int wanted = pass.deployment().replicas();
    return pass.active().stream()
        .filter(s -> s.object().annotations().containsKey(DeploymentAnnotations.DESIRED))
        .anyMatch(s -> sizeNote(s, DeploymentAnnotations.DESIRED) != wanted);
  }

  private static int sizeNote(ReplicaSet set, String annotation) {
    return DeploymentAnnotations.size(set.object(), annotation);
  }

  /** Brings the ReplicaSets to the Deployment's size without rolling on. */
  void scale(DeploymentPass pass) {
    List<ReplicaSet> active = pass.active();
    if (active.size() <= 1) {
      activeOrNewest(pass, active).forEach(s -> pass.resize(s, pass.deployment().replicas()));
    } else if (isSaturated(pass)) {
      pass.old().stream().filter(s -> s.replicas() > 0).forEach(s -> pass.resize(s, 0));
    } else if (!pass.deployment().isRecreate()) {
      scaleByShare(pass, active);
    }
  }

  private static List<ReplicaSet> activeOrNewest(DeploymentPass pass, List<ReplicaSet> active) {
    if (!active.isEmpty()) {
      return active;
    }
    List<ReplicaSet> old = pass.old();
    return pass.fresh()
        .map(List::of)
        .orElseGet(() -> old.subList(Math.max(0, old.size() - 1), old.size()));
  }

  private static boolean isSaturated(DeploymentPass pass) {
    int wanted = pass.deployment().replicas();
    return pass.fresh()
        .filter(s -> s.replicas() == wanted && s.availableReplicas() == wanted)
        .filter(s -> sizeNote(s, DeploymentAnnotations.DESIRED) == wanted)
        .isPresent();
  }

  private static void scaleByShare(DeploymentPass pass, List<ReplicaSet> active) {
    Map<String, ReplicaSet> byName =
        active.stream().collect(Collectors.toMap(s -> s.object().name(), s -> s));
    int statusReplicas = DeploymentStatus.written(pass.deployment().object()).replicas();
    List<DeploymentProportions.Member> members =
        active.stream().map(s -> member(s, statusReplicas)).toList();
    DeploymentProportions.share(pass.limits(), members)
        .forEach(
            (name, size) -> byName.computeIfPresent(name, (n, set) -> resized(pass, set, size)));
  }

  private static ReplicaSet resized(DeploymentPass pass, ReplicaSet set, int size) {
    pass.resize(set, size);
    return set;
  }

  private static DeploymentProportions.Member member(ReplicaSet set, int otherwise) {
    int noted = sizeNote(set, DeploymentAnnotations.MAX);
    return new DeploymentProportions.Member(
        set.object().name(),
        set.replicas(),
        noted > 0 ? noted : otherwise,
        set.object().creationTimestamp());
  }

  /** One step of a rolling update. */
  void roll(DeploymentPass pass) {
    revisions.markOrCreate(pass);
    ReplicaSet fresh = pass.fresh().orElseThrow();
    DeploymentLimits limits = pass.limits();
    int size = DeploymentRolling.newSize(limits, pass.totalSize(), fresh.replicas());
    boolean moved =
        size != fresh.replicas() ? pass.resize(fresh, size) : shrinkOld(pass, limits, fresh);
    if (!moved) {
      pruneIfComplete(pass);
    }
  }

  private static boolean shrinkOld(DeploymentPass pass, DeploymentLimits limits, ReplicaSet fresh) {
    Map<String, ReplicaSet> byName =
        pass.old().stream().collect(Collectors.toMap(s -> s.object().name(), s -> s));
    List<DeploymentRolling.Resize> resizes =
        DeploymentRolling.shrink(
            limits,
            member(fresh),
            pass.old().stream()
                .filter(s -> s.replicas() > 0)
                .map(DeploymentRollout::member)
                .toList());
    for (DeploymentRolling.Resize resize : resizes) {
      byName.computeIfPresent(resize.name(), (n, set) -> after(pass, set, resize.to()));
    }
    return !resizes.isEmpty();
  }

  /** Resizes, and returns the set as it is then: the next step may shrink it again. */
  private static ReplicaSet after(DeploymentPass pass, ReplicaSet set, int size) {
    pass.resize(set, size);
    return new ReplicaSet(set.object().edit(t -> Json.objectAt(t, "spec").put("replicas", size)));
  }

  private static DeploymentRolling.Member member(ReplicaSet set) {
    return new DeploymentRolling.Member(
        set.object().name(), set.replicas(), set.availableReplicas());
  }

  /** One step of a Deployment that ends all old Pods before it makes new ones. */
  void recreate(DeploymentPass pass) {
    revisions.mark(pass);
    boolean scaledDown = false;
    for (ReplicaSet set : pass.old()) {
      scaledDown |= set.replicas() > 0 && pass.resize(set, 0);
    }
    if (scaledDown || hasOldPods(pass)) {
      return;
    }
    if (pass.fresh().isEmpty()) {
      revisions.markOrCreate(pass);
    }
    pass.fresh()
        .filter(s -> s.replicas() != pass.deployment().replicas())
        .ifPresent(s -> pass.resize(s, pass.deployment().replicas()));
    pruneIfComplete(pass);
  }

  private boolean hasOldPods(DeploymentPass pass) {
    return pass.old().stream()
        .anyMatch(
            set ->
                set.statusReplicas() > 0
                    || podsOfSet.apply(set.object().uid()).stream()
                        .anyMatch(pod -> !new Pod(pod).isTerminal()));
  }

  private void pruneIfComplete(DeploymentPass pass) {
    if (DeploymentStatus.written(pass.deployment().object()).isComplete(pass.deployment())) {
      revisions.prune(pass);
    }
  }
}
