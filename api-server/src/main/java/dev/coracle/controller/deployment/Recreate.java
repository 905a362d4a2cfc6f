// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ReplicaSet;
import java.util.List;
import java.util.function.Function;

/** The strategy {@code Recreate}: all old Pods end before the first new one is made. */
final class Recreate {

  private final NewReplicaSets newSets;
  private final OldReplicaSets oldSets;
  private final Function<String, List<KubeObject>> podsOfSet;

  /**
   * The steps of all Deployments.
   *
   * @param podsOfSet the Pods of the ReplicaSet with a uid
   */
  Recreate(
      NewReplicaSets newSets,
      OldReplicaSets oldSets,
      Function<String, List<KubeObject>> podsOfSet) {
    this.newSets = newSets;
    this.oldSets = oldSets;
    this.podsOfSet = podsOfSet;
  }

  void step(DeploymentSync sync) {
    newSets.mark(sync);
    boolean scaledDown = false;
    for (ReplicaSet set : sync.old()) {
      scaledDown |= set.replicas() > 0 && sync.resize(set, 0);
    }
    if (scaledDown || hasOldPods(sync)) {
      return;
    }
    if (sync.fresh().isEmpty()) {
      newSets.markOrCreate(sync);
    }
    sync.fresh()
        .filter(s -> s.replicas() != sync.deployment().replicas())
        .ifPresent(s -> sync.resize(s, sync.deployment().replicas()));
    oldSets.cleanUpIfComplete(sync);
  }

  private boolean hasOldPods(DeploymentSync sync) {
    return sync.old().stream()
        .anyMatch(
            set ->
                set.statusReplicas() > 0
                    || podsOfSet.apply(set.object().uid()).stream()
                        .anyMatch(pod -> !new Pod(pod).isTerminal()));
  }
}
