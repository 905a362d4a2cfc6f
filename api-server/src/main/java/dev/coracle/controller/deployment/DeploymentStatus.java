// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.controller.DocumentTrees.putCount;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Deployment;
import dev.coracle.api.model.ReplicaSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The numbers in the status of a Deployment. */
record DeploymentStatus(
    int replicas, int updated, int ready, int available, int unavailable, long observed) {

  /** The numbers as they follow from the ReplicaSets. */
  static DeploymentStatus of(Deployment d, List<ReplicaSet> sets, Optional<ReplicaSet> fresh) {
    int available = sets.stream().mapToInt(ReplicaSet::availableReplicas).sum();
    int wanted = sets.stream().mapToInt(ReplicaSet::replicas).sum();
    return new DeploymentStatus(
        sets.stream().mapToInt(ReplicaSet::statusReplicas).sum(),
        fresh.map(ReplicaSet::statusReplicas).orElse(0),
        sets.stream().mapToInt(ReplicaSet::readyReplicas).sum(),
        available,
        Math.max(0, wanted - available),
        d.object().generation());
  }

  /** The numbers as they were written last. */
  static DeploymentStatus written(KubeObject deployment) {
    return new DeploymentStatus(
        deployment.number(0, "status", "replicas"),
        deployment.number(0, "status", "updatedReplicas"),
        deployment.number(0, "status", "readyReplicas"),
        deployment.number(0, "status", "availableReplicas"),
        deployment.number(0, "status", "unavailableReplicas"),
        deployment.at("status", "observedGeneration").asLong(0));
  }

  /** Whether every Pod asked for is there, new and available. */
  boolean isComplete(Deployment d) {
    int wanted = d.replicas();
    return updated == wanted
        && replicas == wanted
        && available == wanted
        && observed >= d.object().generation();
  }

  /** Whether the rollout has come nearer to its end since then. */
  boolean hasProgressedSince(DeploymentStatus before) {
    return updated > before.updated
        || replicas - updated < before.replicas - before.updated
        || ready > before.ready
        || available > before.available;
  }

  /** Its document form, without conditions. */
  ObjectNode toJson(KubeObject deployment, List<ReplicaSet> sets) {
    ObjectNode status = Json.object().put("observedGeneration", observed);
    putCount(status, "replicas", replicas);
    putCount(status, "updatedReplicas", updated);
    putCount(status, "readyReplicas", ready);
    putCount(status, "availableReplicas", available);
    putCount(status, "unavailableReplicas", unavailable);
    putTerminating(status, sets);
    if (deployment.at("status", "collisionCount").isNumber()) {
      status.set("collisionCount", deployment.at("status", "collisionCount"));
    }
    return status;
  }

  /** Their sum, if every ReplicaSet that was seen to says how many it has. */
  private static void putTerminating(ObjectNode status, List<ReplicaSet> sets) {
    int terminating = 0;
    for (ReplicaSet set : sets) {
      int own = set.object().number(-1, "status", "terminatingReplicas");
      if (own < 0 && set.observedGeneration() > 0) {
        return;
      }
      terminating += Math.max(0, own);
    }
    status.put("terminatingReplicas", terminating);
  }
}
