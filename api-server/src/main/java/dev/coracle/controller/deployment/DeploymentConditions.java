// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Deployment;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a Deployment, as they follow from its status and from time. */
final class DeploymentConditions {

  static final String PROGRESSING = "Progressing";
  static final String NEW_AVAILABLE = "NewReplicaSetAvailable";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  static final String PAUSED = "DeploymentPaused";

  private static final String AVAILABLE = "Available";
  private static final String FAILURE = "ReplicaFailure";

  private DeploymentConditions() {}

  static boolean hasDeadline(Deployment d) {
    return d.progressDeadlineSeconds() != Integer.MAX_VALUE;
  }

  /** A condition that was looked at and became what it is now. */
  static ObjectNode condition(
      String type, String status, String reason, String message, Instant now) {
    return StatusConditions.condition(type, status, reason, message, now)
        .put("lastUpdateTime", DocumentTrees.timestamp(now));
  }

  static ObjectNode progressing(String status, String reason, String message, Instant now) {
    return condition(PROGRESSING, status, reason, message, now);
  }

  static void setAvailable(
      StatusConditions conditions, Deployment d, DeploymentStatus status, Instant now) {
    boolean enough = status.available() >= DeploymentLimits.of(d).minAvailable();
    conditions.set(
        enough
            ? condition(
                AVAILABLE,
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.",
                now)
            : condition(
                AVAILABLE,
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now));
  }

  /** Says how the rollout goes, unless nobody asked or it is over. */
  static void setProgress(
      StatusConditions conditions,
      Deployment d,
      DeploymentStatus status,
      Optional<ReplicaSet> fresh,
      Instant now) {
    if (!hasDeadline(d)) {
      conditions.remove(PROGRESSING);
      return;
    }
    boolean over =
        status.replicas() == status.updated() && conditions.has(PROGRESSING, NEW_AVAILABLE);
    if (over) {
      return;
    }
    String subject =
        fresh
            .map(set -> "ReplicaSet \"" + set.object().name() + "\"")
            .orElse("Deployment \"" + d.object().name() + "\"");
    if (status.isComplete(d)) {
      String message = subject + " has successfully progressed.";
      conditions.set(progressing("True", NEW_AVAILABLE, message, now));
    } else if (status.hasProgressedSince(DeploymentStatus.written(d.object()))) {
      String message = subject + " is progressing.";
      conditions.replace(progressing("True", "ReplicaSetUpdated", message, now));
    } else if (hasTimedOut(conditions, d, now)) {
      String message = subject + " has timed out progressing.";
      conditions.set(progressing("False", TIMED_OUT, message, now));
    }
  }

  private static boolean hasTimedOut(StatusConditions conditions, Deployment d, Instant now) {
    Optional<JsonNode> present = conditions.find(PROGRESSING);
    if (present.isEmpty() || conditions.has(PROGRESSING, NEW_AVAILABLE)) {
      return false;
    }
    return conditions.has(PROGRESSING, TIMED_OUT) || deadline(present.get(), d).isBefore(now);
  }

  private static Instant deadline(JsonNode progressing, Deployment d) {
    String updated = progressing.path("lastUpdateTime").asString("");
    return Instant.parse(updated).plusSeconds(d.progressDeadlineSeconds());
  }

  /** When it is time to see whether the rollout has made progress. */
  static Optional<Duration> nextCheck(Deployment d, DeploymentStatus status, Instant now) {
    StatusConditions conditions = StatusConditions.of(d.object());
    Optional<JsonNode> present = conditions.find(PROGRESSING);
    if (!hasDeadline(d)
        || present.isEmpty()
        || status.isComplete(d)
        || conditions.has(PROGRESSING, NEW_AVAILABLE)
        || conditions.has(PROGRESSING, TIMED_OUT)) {
      return Optional.empty();
    }
    // Times in documents are cut to the second.
    Duration left = Duration.between(now, deadline(present.get(), d)).plusSeconds(1);
    return Optional.of(left.isNegative() ? Duration.ofSeconds(1) : left);
  }

  /** Repeats what keeps a ReplicaSet from its Pods; the new one's trouble first. */
  static void setFailure(
      StatusConditions conditions, List<ReplicaSet> sets, Optional<ReplicaSet> fresh) {
    Optional<JsonNode> failure =
        Stream.concat(fresh.stream(), sets.stream())
            .map(set -> set.condition(FAILURE))
            .filter(JsonNode::isObject)
            .findFirst();
    if (failure.isEmpty()) {
      conditions.remove(FAILURE);
      return;
    }
    ObjectNode copy = failure.get().deepCopy().asObject();
    conditions.set(copy.put("lastUpdateTime", copy.path("lastTransitionTime").asString("")));
  }

  /** What to write when the Deployment was paused or resumed; empty where it is written already. */
  static Optional<ObjectNode> pauseOrResume(KubeObject deployment, boolean paused, Instant now) {
    StatusConditions conditions = StatusConditions.of(deployment);
    boolean marked = conditions.has(PROGRESSING, PAUSED);
    if (paused == marked || conditions.has(PROGRESSING, TIMED_OUT)) {
      return Optional.empty();
    }
    return Optional.of(
        paused
            ? progressing("Unknown", PAUSED, "Deployment is paused", now)
            : progressing("Unknown", "DeploymentResumed", "Deployment is resumed", now));
  }
}
