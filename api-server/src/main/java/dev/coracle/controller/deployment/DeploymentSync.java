// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.model.Deployment;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.RevisionHash;
import dev.coracle.controller.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** One look at a Deployment and its ReplicaSets, and the writes that may follow from it. */
final class DeploymentSync {

  private static final Comparator<ReplicaSet> OLDEST_FIRST =
      Comparator.comparing((ReplicaSet set) -> set.object().creationTimestamp())
          .thenComparing(set -> set.object().name());

  private final KubeClient client;
  private final EventRecorder events;
  private final Instant now;
  private final List<ReplicaSet> old;
  private Optional<ReplicaSet> fresh;
  private Deployment deployment;

  DeploymentSync(
      KubeClient client,
      EventRecorder events,
      Instant now,
      Deployment deployment,
      List<KubeObject> owned) {
    this.client = client;
    this.events = events;
    this.now = now;
    this.deployment = deployment;
    List<ReplicaSet> sets = owned.stream().map(ReplicaSet::new).sorted(OLDEST_FIRST).toList();
    this.fresh =
        sets.stream()
            .filter(set -> RevisionHash.isSameTemplate(set.template(), deployment.template()))
            .findFirst();
    this.old = sets.stream().filter(set -> !fresh.equals(Optional.of(set))).toList();
  }

  Deployment deployment() {
    return deployment;
  }

  DeploymentLimits limits() {
    return DeploymentLimits.of(deployment);
  }

  Instant now() {
    return now;
  }

  /** The ReplicaSet of the present template. */
  Optional<ReplicaSet> fresh() {
    return fresh;
  }

  /** The ReplicaSets of earlier templates, oldest first. */
  List<ReplicaSet> old() {
    return old;
  }

  /** All ReplicaSets, oldest first. */
  List<ReplicaSet> sets() {
    return Stream.concat(old.stream(), fresh.stream()).sorted(OLDEST_FIRST).toList();
  }

  /** Those that shall have Pods, oldest first. */
  List<ReplicaSet> active() {
    return sets().stream().filter(set -> set.replicas() > 0).toList();
  }

  int totalSize() {
    return sets().stream().mapToInt(ReplicaSet::replicas).sum();
  }

  /** The revision that the present template has or gets. */
  long nextRevision() {
    return 1
        + old.stream()
            .mapToLong(set -> DeploymentAnnotations.revision(set.object()))
            .max()
            .orElse(0);
  }

  void setFresh(KubeObject created) {
    fresh = Optional.of(new ReplicaSet(created));
  }

  /** Changes the size of a ReplicaSet; whether there was anything to change. */
  boolean resize(ReplicaSet set, int size) {
    Map<String, String> annotations = DeploymentAnnotations.sizes(limits());
    boolean annotated = set.object().annotations().entrySet().containsAll(annotations.entrySet());
    if (size == set.replicas() && annotated) {
      return false;
    }
    client.patch(
        REPLICA_SETS,
        set.object().key(),
        DocumentTrees.patchOf(set.object(), body -> fillSize(body, size, annotations)));
    if (size == set.replicas()) {
      return false;
    }
    tellScaled(set.object(), set.replicas(), size);
    return true;
  }

  private static void fillSize(ObjectNode body, int size, Map<String, String> annotations) {
    ObjectNode target = Json.objectAt(body, "metadata", "annotations");
    annotations.forEach(target::put);
    body.putObject("spec").put("replicas", size);
  }

  void tellScaled(KubeObject set, int from, int to) {
    String direction = from < to ? "up" : "down";
    String message =
        "Scaled " + direction + " replica set " + set.name() + " from " + from + " to " + to;
    events.normal(deployment.object(), "ScalingReplicaSet", message);
  }

  void warn(String reason, String message) {
    events.warning(deployment.object(), reason, message);
  }

  void tell(String reason, String message) {
    events.normal(deployment.object(), reason, message);
  }

  /** Writes the numbers as they are, and how the rollout goes; when to look again. */
  Optional<Duration> writeProgress() {
    DeploymentStatus status = DeploymentStatus.of(deployment, sets(), fresh);
    StatusConditions conditions = StatusConditions.of(deployment.object());
    DeploymentConditions.setAvailable(conditions, deployment, status, now);
    DeploymentConditions.setProgress(conditions, deployment, status, fresh, now);
    DeploymentConditions.setFailure(conditions, sets(), fresh);
    write(status, conditions);
    return DeploymentConditions.nextCheck(deployment, status, now);
  }

  /** Writes the numbers as they are. */
  void writeNumbers() {
    DeploymentStatus status = DeploymentStatus.of(deployment, sets(), fresh);
    StatusConditions conditions = StatusConditions.of(deployment.object());
    DeploymentConditions.setAvailable(conditions, deployment, status, now);
    write(status, conditions);
  }

  private void write(DeploymentStatus status, StatusConditions conditions) {
    ObjectNode json = status.toJson(deployment.object(), sets());
    conditions.putInto(json);
    keep(DocumentTrees.writeStatus(client, DEPLOYMENTS, deployment.object(), json));
  }

  /** Writes a condition beside the numbers that are there. */
  void writeCondition(ObjectNode condition) {
    StatusConditions conditions = StatusConditions.of(deployment.object());
    conditions.set(condition);
    writePart(status -> conditions.putInto(status));
  }

  void writeCollision(int count) {
    writePart(status -> status.put("collisionCount", count));
  }

  private void writePart(Consumer<ObjectNode> fill) {
    ObjectNode status = Json.object();
    if (deployment.object().at("status") instanceof ObjectNode present) {
      status = present.deepCopy();
    }
    fill.accept(status);
    keep(DocumentTrees.writeStatus(client, DEPLOYMENTS, deployment.object(), status));
  }

  /** Notes on the Deployment which revision its template is, without a new generation. */
  void writeRevision(String revision) {
    KubeObject object = deployment.object();
    if (!revision.equals(object.annotations().get(DeploymentAnnotations.REVISION))) {
      keep(
          DocumentTrees.updateStatus(
              client,
              DEPLOYMENTS,
              object,
              tree ->
                  Json.objectAt(tree, "metadata", "annotations")
                      .put(DeploymentAnnotations.REVISION, revision)));
    }
  }

  private void keep(KubeObject written) {
    deployment = new Deployment(written);
  }
}
