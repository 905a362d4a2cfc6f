// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import dev.coracle.api.Json;
import dev.coracle.api.model.ReplicaSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The strategy {@code RollingUpdate}: new Pods are added and old ones taken away within the limits
 * of the Deployment, one step at a time.
 */
final class RollingUpdate {

  private final NewReplicaSets newSets;
  private final OldReplicaSets oldSets;

  RollingUpdate(NewReplicaSets newSets, OldReplicaSets oldSets) {
    this.newSets = newSets;
    this.oldSets = oldSets;
  }

  /** One step of a rolling update. */
  void step(DeploymentSync sync) {
    newSets.markOrCreate(sync);
    ReplicaSet fresh = sync.fresh().orElseThrow();
    DeploymentLimits limits = sync.limits();
    int size = RollingUpdateSizes.newSize(limits, sync.totalSize(), fresh.replicas());
    boolean moved =
        size != fresh.replicas() ? sync.resize(fresh, size) : shrinkOld(sync, limits, fresh);
    if (!moved) {
      oldSets.cleanUpIfComplete(sync);
    }
  }

  private static boolean shrinkOld(DeploymentSync sync, DeploymentLimits limits, ReplicaSet fresh) {
    Map<String, ReplicaSet> byName =
        sync.old().stream().collect(Collectors.toMap(s -> s.object().name(), s -> s));
    List<RollingUpdateSizes.Resize> resizes =
        RollingUpdateSizes.shrink(
            limits,
            member(fresh),
            sync.old().stream().filter(s -> s.replicas() > 0).map(RollingUpdate::member).toList());
    for (RollingUpdateSizes.Resize resize : resizes) {
      byName.computeIfPresent(resize.name(), (n, set) -> after(sync, set, resize.to()));
    }
    return !resizes.isEmpty();
  }

  /** Resizes, and returns the set as it is then: the next step may shrink it again. */
  private static ReplicaSet after(DeploymentSync sync, ReplicaSet set, int size) {
    sync.resize(set, size);
    return new ReplicaSet(set.object().edit(t -> Json.objectAt(t, "spec").put("replicas", size)));
  }

  private static RollingUpdateSizes.Member member(ReplicaSet set) {
    return new RollingUpdateSizes.Member(
        set.object().name(), set.replicas(), set.availableReplicas());
  }
}
