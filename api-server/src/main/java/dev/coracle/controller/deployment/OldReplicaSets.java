// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.api.ResourceType.REPLICA_SETS;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.ReplicaSet;
import java.util.Comparator;
import java.util.List;

/** The ReplicaSets of earlier templates, as many of which are kept as a rollback may want. */
final class OldReplicaSets {

  private final KubeClient client;

  OldReplicaSets(KubeClient client) {
    this.client = client;
  }

  void cleanUpIfComplete(DeploymentSync sync) {
    if (DeploymentStatus.written(sync.deployment().object()).isComplete(sync.deployment())) {
      cleanUp(sync);
    }
  }

  /** Deletes the oldest revisions beyond those to keep, as far as they have no Pods left. */
  void cleanUp(DeploymentSync sync) {
    List<ReplicaSet> cleanable =
        sync.old().stream()
            .filter(set -> !set.object().isDeleting())
            .sorted(Comparator.comparingLong(s -> DeploymentAnnotations.revision(s.object())))
            .toList();
    int surplus = cleanable.size() - sync.deployment().revisionHistoryLimit();
    cleanable.stream()
        .limit(Math.max(0, surplus))
        .filter(OldReplicaSets::isEmpty)
        .forEach(set -> delete(set.object()));
  }

  private static boolean isEmpty(ReplicaSet set) {
    return set.replicas() == 0
        && set.statusReplicas() == 0
        && set.observedGeneration() >= set.object().generation();
  }

  private void delete(KubeObject set) {
    try {
      client.delete(REPLICA_SETS, set.key());
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
