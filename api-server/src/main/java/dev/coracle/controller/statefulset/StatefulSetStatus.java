// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.statefulset;

import static dev.coracle.controller.DocumentTrees.putCount;

import dev.coracle.api.Json;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.StatefulSet;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** The status of a StatefulSet as it follows from its Pods. Pure. */
final class StatefulSetStatus {

  private StatefulSetStatus() {}

  static ObjectNode of(
      StatefulSet set,
      List<Pod> pods,
      String currentRevision,
      RevisionHistory.Newest newest,
      Instant now) {
    String updateRevision = newest.revision().name();
    int updated = count(pods, p -> isOfRevision(p, updateRevision));
    int ready = count(pods, StatefulSetStatus::isRunningAndReady);
    boolean complete =
        !set.isOnDelete()
            && updated == set.replicas()
            && ready == set.replicas()
            && pods.size() == set.replicas();
    int current = complete ? updated : count(pods, p -> isOfRevision(p, currentRevision));
    ObjectNode status = Json.object().put("observedGeneration", set.object().generation());
    status.put("replicas", pods.size());
    putCount(status, "readyReplicas", ready);
    putCount(status, "currentReplicas", current);
    putCount(status, "updatedReplicas", updated);
    status.put("currentRevision", complete ? updateRevision : currentRevision);
    status.put("updateRevision", updateRevision);
    status.put("collisionCount", newest.collisions());
    status.put("availableReplicas", count(pods, p -> isAvailable(p, set, now)));
    return status;
  }

  private static boolean isOfRevision(Pod pod, String revision) {
    return !pod.isDeleting() && StatefulSetPods.revision(pod.object()).equals(revision);
  }

  static boolean isRunningAndReady(Pod pod) {
    return pod.phase().equals("Running") && pod.isReady();
  }

  static boolean isAvailable(Pod pod, StatefulSet set, Instant now) {
    return isRunningAndReady(pod) && pod.isAvailable(set.minReadySeconds(), now);
  }

  private static int count(List<Pod> pods, Predicate<Pod> which) {
    return (int) pods.stream().filter(which).count();
  }
}
