// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.replicaset;

import static dev.coracle.controller.DocumentTrees.putCount;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.Selector;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.controller.StatusConditions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The status of a ReplicaSet as it follows from its Pods. */
final class ReplicaSetStatus {

  private static final String FAILURE = "ReplicaFailure";

  private ReplicaSetStatus() {}

  /**
   * The status at one moment.
   *
   * @param active its Pods that count
   * @param surplus how many more there are than asked for, negative where some are missing
   */
  static ObjectNode of(
      ReplicaSet set,
      List<Pod> active,
      int terminating,
      int surplus,
      Optional<ApiException> failure,
      Instant now) {
    Selector full = templateLabels(set);
    ObjectNode status = Json.object().put("replicas", active.size());
    putCount(status, "fullyLabeledReplicas", count(active, p -> full.matches(p.labels())));
    putCount(status, "readyReplicas", count(active, Pod::isReady));
    putCount(
        status, "availableReplicas", count(active, p -> p.isAvailable(set.minReadySeconds(), now)));
    status.put("terminatingReplicas", terminating);
    status.put("observedGeneration", set.object().generation());
    conditions(set, surplus, failure, now).putInto(status);
    return status;
  }

  private static Selector templateLabels(ReplicaSet set) {
    JsonNode labels = set.template().path("metadata").path("labels");
    return Selector.of(Json.object().set("matchLabels", labels));
  }

  private static int count(List<Pod> pods, Predicate<Pod> which) {
    return (int) pods.stream().filter(which).count();
  }

  private static StatusConditions conditions(
      ReplicaSet set, int surplus, Optional<ApiException> failure, Instant now) {
    StatusConditions conditions = StatusConditions.of(set.object());
    if (failure.isEmpty()) {
      conditions.remove(FAILURE);
    } else if (conditions.find(FAILURE).isEmpty()) {
      String reason = surplus < 0 ? "FailedCreate" : "FailedDelete";
      String message = String.valueOf(failure.get().getMessage());
      conditions.set(StatusConditions.condition(FAILURE, "True", reason, message, now));
    }
    return conditions;
  }
}
