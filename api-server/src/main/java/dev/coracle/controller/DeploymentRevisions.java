// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The revisions of a Deployment, each a ReplicaSet: the present template gets one, and those too
 * far back are deleted.
 */
final class DeploymentRevisions {

  private static final int LONGEST_NAME = 253;

  private final KubeClient client;

  DeploymentRevisions(KubeClient client) {
    this.client = client;
  }

  /** Makes sure that the ReplicaSet of the present template is marked as the newest revision. */
  void mark(DeploymentPass pass) {
    pass.fresh().ifPresent(fresh -> mark(pass, fresh));
  }

  private void mark(DeploymentPass pass, ReplicaSet fresh) {
    Deployment deployment = pass.deployment();
    Map<String, String> present = fresh.object().annotations();
    Map<String, String> wanted =
        DeploymentAnnotations.ofNewSet(present, deployment.object(), pass.nextRevision());
    int minReady = deployment.minReadySeconds();
    if (!wanted.equals(present) || fresh.minReadySeconds() != minReady) {
      pass.setFresh(
          client.patch(
              REPLICA_SETS,
              fresh.object().key(),
              DocumentTrees.patchOf(fresh.object(), body -> fillMark(body, wanted, minReady))));
      return;
    }
    pass.writeRevision(wanted.getOrDefault(DeploymentAnnotations.REVISION, ""));
    if (DeploymentConditions.hasDeadline(deployment)
        && !deployment.condition(DeploymentConditions.PROGRESSING).isObject()) {
      String message = "Found new replica set \"" + fresh.object().name() + "\"";
      pass.writeCondition(
          DeploymentConditions.progressing("True", "FoundNewReplicaSet", message, pass.now()));
    }
  }

  private static void fillMark(ObjectNode body, Map<String, String> annotations, int minReady) {
    ObjectNode target = Json.objectAt(body, "metadata", "annotations");
    annotations.forEach(target::put);
    body.putObject("spec").put("minReadySeconds", minReady);
  }

  /** Marks the ReplicaSet of the present template, or makes it. */
  void markOrCreate(DeploymentPass pass) {
    if (pass.fresh().isPresent()) {
      mark(pass);
    } else {
      create(pass);
    }
  }

  private void create(DeploymentPass pass) {
    ObjectNode wanted = newSet(pass);
    try {
      KubeObject created = client.create(REPLICA_SETS, KubeObject.of(wanted));
      tellCreated(pass, created);
    } catch (ApiException e) {
      if (e.isAlreadyExists()) {
        adoptOrCount(pass, wanted, e);
      } else {
        tellRefused(pass, Json.textAt(wanted, "metadata", "name"), e);
        throw e;
      }
    }
  }

  private void tellCreated(DeploymentPass pass, KubeObject created) {
    int size = created.number(0, "spec", "replicas");
    if (size > 0) {
      pass.tellScaled(created, 0, size);
    }
    pass.writeRevision(created.annotations().getOrDefault(DeploymentAnnotations.REVISION, ""));
    if (DeploymentConditions.hasDeadline(pass.deployment())) {
      String message = "Created new replica set \"" + created.name() + "\"";
      pass.writeCondition(
          DeploymentConditions.progressing("True", "NewReplicaSetCreated", message, pass.now()));
    }
    pass.setFresh(created);
  }

  /** The name is taken: by our own ReplicaSet, or by a collision of the hash. */
  private void adoptOrCount(DeploymentPass pass, ObjectNode wanted, ApiException refusal) {
    KubeObject deployment = pass.deployment().object();
    ObjectKey key = ObjectKey.of(deployment.namespace(), Json.textAt(wanted, "metadata", "name"));
    KubeObject present = client.get(REPLICA_SETS, key);
    boolean own =
        present.controller().map(OwnerReference::uid).equals(Optional.of(deployment.uid()));
    if (own
        && RevisionHash.isSameTemplate(
            present.at("spec", "template"), wanted.path("spec").path("template"))) {
      pass.setFresh(present);
      mark(pass);
      return;
    }
    pass.writeCollision(deployment.number(0, "status", "collisionCount") + 1);
    throw refusal;
  }

  private static void tellRefused(DeploymentPass pass, String name, ApiException refusal) {
    if (PodControl.isNamespaceTerminating(refusal)) {
      return;
    }
    String message = "Failed to create new replica set \"" + name + "\": " + refusal.getMessage();
    if (DeploymentConditions.hasDeadline(pass.deployment())) {
      pass.writeCondition(
          DeploymentConditions.progressing("False", "ReplicaSetCreateError", message, pass.now()));
    }
    pass.warn("ReplicaSetCreateError", message);
  }

  private static ObjectNode newSet(DeploymentPass pass) {
    Deployment deployment = pass.deployment();
    int collisions = deployment.object().number(0, "status", "collisionCount");
    String hash = RevisionHash.of(RevisionHash.withoutHash(deployment.template()), collisions);
    ObjectNode template = deployment.template().deepCopy().asObject();
    Json.objectAt(template, "metadata", "labels").put(RevisionHash.LABEL, hash);
    ObjectKey key = ObjectKey.of(deployment.object().namespace(), nameOf(deployment, hash));
    ObjectNode set = KubeObject.of(REPLICA_SETS, key).tree().deepCopy();
    fillMetadata(Json.objectAt(set, "metadata"), pass, template.path("metadata").path("labels"));
    fillSpec(set.putObject("spec"), pass, template, hash);
    return set;
  }

  private static String nameOf(Deployment deployment, String hash) {
    String prefix = deployment.object().name();
    int longest = LONGEST_NAME - hash.length() - 1;
    return prefix.substring(0, Math.min(prefix.length(), longest)) + "-" + hash;
  }

  private static void fillMetadata(ObjectNode metadata, DeploymentPass pass, JsonNode labels) {
    KubeObject deployment = pass.deployment().object();
    metadata.set("labels", labels.deepCopy());
    ObjectNode annotations = metadata.putObject("annotations");
    DeploymentAnnotations.ofNewSet(Map.of(), deployment, pass.nextRevision())
        .forEach(annotations::put);
    DeploymentAnnotations.sizes(pass.limits()).forEach(annotations::put);
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controllerOf(DEPLOYMENTS, deployment).toJson());
  }

  private static void fillSpec(
      ObjectNode spec, DeploymentPass pass, ObjectNode template, String hash) {
    Deployment deployment = pass.deployment();
    spec.put("replicas", sizeOfNew(pass));
    DocumentTrees.putCount(spec, "minReadySeconds", deployment.minReadySeconds());
    ObjectNode selector = deployment.object().at("spec", "selector").deepCopy().asObject();
    Json.objectAt(selector, "matchLabels").put(RevisionHash.LABEL, hash);
    spec.set("selector", selector);
    spec.set("template", template);
  }

  private static int sizeOfNew(DeploymentPass pass) {
    return pass.deployment().isRecreate()
        ? pass.deployment().replicas()
        : DeploymentRolling.newSize(pass.limits(), pass.totalSize(), 0);
  }

  /** Deletes the oldest revisions beyond those to keep, as far as they have no Pods left. */
  void prune(DeploymentPass pass) {
    List<ReplicaSet> cleanable =
        pass.old().stream()
            .filter(set -> !set.object().isDeleting())
            .sorted(Comparator.comparingLong(s -> DeploymentAnnotations.revision(s.object())))
            .toList();
    int surplus = cleanable.size() - pass.deployment().revisionHistoryLimit();
    cleanable.stream()
        .limit(Math.max(0, surplus))
        .filter(DeploymentRevisions::isEmpty)
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
