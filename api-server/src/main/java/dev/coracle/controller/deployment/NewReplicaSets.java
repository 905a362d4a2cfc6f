// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.model.Deployment;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.PodControl;
import dev.coracle.controller.RevisionHash;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ReplicaSets of present templates: found and marked as the newest revision, or made. */
final class NewReplicaSets {

  private static final int LONGEST_NAME = 253;

  private final KubeClient client;

  NewReplicaSets(KubeClient client) {
    this.client = client;
  }

  /** Makes sure that the ReplicaSet of the present template is marked as the newest revision. */
  void mark(DeploymentSync sync) {
    sync.fresh().ifPresent(fresh -> mark(sync, fresh));
  }

  private void mark(DeploymentSync sync, ReplicaSet fresh) {
    Deployment deployment = sync.deployment();
    Map<String, String> present = fresh.object().annotations();
    Map<String, String> wanted =
        DeploymentAnnotations.ofNewSet(present, deployment.object(), sync.nextRevision());
    int minReady = deployment.minReadySeconds();
    if (!wanted.equals(present) || fresh.minReadySeconds() != minReady) {
      sync.setFresh(
          client.patch(
              REPLICA_SETS,
              fresh.object().key(),
              DocumentTrees.patchOf(fresh.object(), body -> fillMark(body, wanted, minReady))));
      return;
    }
    sync.writeRevision(wanted.getOrDefault(DeploymentAnnotations.REVISION, ""));
    if (DeploymentConditions.hasDeadline(deployment)
        && !deployment.condition(DeploymentConditions.PROGRESSING).isObject()) {
      String message = "Found new replica set \"" + fresh.object().name() + "\"";
      sync.writeCondition(
          DeploymentConditions.progressing("True", "FoundNewReplicaSet", message, sync.now()));
    }
  }

  private static void fillMark(ObjectNode body, Map<String, String> annotations, int minReady) {
    ObjectNode target = Json.objectAt(body, "metadata", "annotations");
    annotations.forEach(target::put);
    body.putObject("spec").put("minReadySeconds", minReady);
  }

  /** Marks the ReplicaSet of the present template, or makes it. */
  void markOrCreate(DeploymentSync sync) {
    if (sync.fresh().isPresent()) {
      mark(sync);
    } else {
      create(sync);
    }
  }

  private void create(DeploymentSync sync) {
    ObjectNode wanted = newSet(sync);
    try {
      KubeObject created = client.create(REPLICA_SETS, KubeObject.of(wanted));
      tellCreated(sync, created);
    } catch (ApiException e) {
      if (e.isAlreadyExists()) {
        adoptOrCount(sync, wanted, e);
      } else {
        tellRefused(sync, Json.textAt(wanted, "metadata", "name"), e);
        throw e;
      }
    }
  }

  private void tellCreated(DeploymentSync sync, KubeObject created) {
    int size = created.number(0, "spec", "replicas");
    if (size > 0) {
      sync.tellScaled(created, 0, size);
    }
    sync.writeRevision(created.annotations().getOrDefault(DeploymentAnnotations.REVISION, ""));
    if (DeploymentConditions.hasDeadline(sync.deployment())) {
      String message = "Created new replica set \"" + created.name() + "\"";
      sync.writeCondition(
          DeploymentConditions.progressing("True", "NewReplicaSetCreated", message, sync.now()));
    }
    sync.setFresh(created);
  }

  /** The name is taken: by our own ReplicaSet, or by a collision of the hash. */
  private void adoptOrCount(DeploymentSync sync, ObjectNode wanted, ApiException refusal) {
    KubeObject deployment = sync.deployment().object();
    ObjectKey key = ObjectKey.of(deployment.namespace(), Json.textAt(wanted, "metadata", "name"));
    KubeObject present = client.get(REPLICA_SETS, key);
    boolean own =
        present.controller().map(OwnerReference::uid).equals(Optional.of(deployment.uid()));
    if (own
        && RevisionHash.isSameTemplate(
            present.at("spec", "template"), wanted.path("spec").path("template"))) {
      sync.setFresh(present);
      mark(sync);
      return;
    }
    sync.writeCollision(deployment.number(0, "status", "collisionCount") + 1);
    throw refusal;
  }

  private static void tellRefused(DeploymentSync sync, String name, ApiException refusal) {
    if (PodControl.isNamespaceTerminating(refusal)) {
      return;
    }
    String message = "Failed to create new replica set \"" + name + "\": " + refusal.getMessage();
    if (DeploymentConditions.hasDeadline(sync.deployment())) {
      sync.writeCondition(
          DeploymentConditions.progressing("False", "ReplicaSetCreateError", message, sync.now()));
    }
    sync.warn("ReplicaSetCreateError", message);
  }

  private static ObjectNode newSet(DeploymentSync sync) {
    Deployment deployment = sync.deployment();
    int collisions = deployment.object().number(0, "status", "collisionCount");
    String hash = RevisionHash.of(RevisionHash.withoutHash(deployment.template()), collisions);
    ObjectNode template = deployment.template().deepCopy().asObject();
    Json.objectAt(template, "metadata", "labels").put(RevisionHash.LABEL, hash);
    ObjectKey key = ObjectKey.of(deployment.object().namespace(), nameOf(deployment, hash));
    ObjectNode set = KubeObject.of(REPLICA_SETS, key).tree().deepCopy();
    fillMetadata(Json.objectAt(set, "metadata"), sync, template.path("metadata").path("labels"));
    fillSpec(set.putObject("spec"), sync, template, hash);
    return set;
  }

  private static String nameOf(Deployment deployment, String hash) {
    String prefix = deployment.object().name();
    int longest = LONGEST_NAME - hash.length() - 1;
    return prefix.substring(0, Math.min(prefix.length(), longest)) + "-" + hash;
  }

  private static void fillMetadata(ObjectNode metadata, DeploymentSync sync, JsonNode labels) {
    KubeObject deployment = sync.deployment().object();
    metadata.set("labels", labels.deepCopy());
    ObjectNode annotations = metadata.putObject("annotations");
    DeploymentAnnotations.ofNewSet(Map.of(), deployment, sync.nextRevision())
        .forEach(annotations::put);
    DeploymentAnnotations.sizes(sync.limits()).forEach(annotations::put);
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controllerOf(DEPLOYMENTS, deployment).toJson());
  }

  private static void fillSpec(
      ObjectNode spec, DeploymentSync sync, ObjectNode template, String hash) {
    Deployment deployment = sync.deployment();
    spec.put("replicas", sizeOfNew(sync));
    DocumentTrees.putCount(spec, "minReadySeconds", deployment.minReadySeconds());
    ObjectNode selector = deployment.object().at("spec", "selector").deepCopy().asObject();
    Json.objectAt(selector, "matchLabels").put(RevisionHash.LABEL, hash);
    spec.set("selector", selector);
    spec.set("template", template);
  }

  private static int sizeOfNew(DeploymentSync sync) {
    return sync.deployment().isRecreate()
        ? sync.deployment().replicas()
        : RollingUpdateSizes.newSize(sync.limits(), sync.totalSize(), 0);
  }
}
