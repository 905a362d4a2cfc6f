// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.RevisionHash;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The return to an earlier revision that an annotation of the Deployment asks for. */
final class DeploymentRollback {

  private final KubeClient client;

  DeploymentRollback(KubeClient client) {
    this.client = client;
  }

  static boolean isWanted(KubeObject deployment) {
    String revision = wanted(deployment);
    return !revision.isEmpty() && revision.chars().allMatch(Character::isDigit);
  }

  private static String wanted(KubeObject deployment) {
    return deployment.annotations().getOrDefault(DeploymentAnnotations.ROLLBACK_TO, "");
  }

  /** Goes back, if there is a way, and takes the request off the Deployment. */
  void perform(DeploymentSync sync) {
    KubeObject deployment = sync.deployment().object();
    long revision = Long.parseLong(wanted(deployment));
    if (revision == 0) {
      revision = lastRevision(sync);
    }
    if (revision == 0) {
      sync.warn("DeploymentRollbackRevisionNotFound", "Unable to find last revision.");
      clear(deployment);
      return;
    }
    Optional<ReplicaSet> target = find(sync, revision);
    if (target.isPresent()) {
      goTo(sync, target.get(), revision);
    } else {
      sync.warn(
          "DeploymentRollbackRevisionNotFound", "Unable to find the revision to rollback to.");
      clear(deployment);
    }
  }

  /** The revision before the newest; 0 where there is none. */
  private static long lastRevision(DeploymentSync sync) {
    return sync.sets().stream()
        .map(set -> DeploymentAnnotations.revision(set.object()))
        .sorted(Comparator.reverseOrder())
        .skip(1)
        .findFirst()
        .orElse(0L);
  }

  private static Optional<ReplicaSet> find(DeploymentSync sync, long revision) {
    return sync.sets().stream()
        .filter(set -> DeploymentAnnotations.revision(set.object()) == revision)
        .findFirst();
  }

  private void goTo(DeploymentSync sync, ReplicaSet target, long revision) {
    KubeObject deployment = sync.deployment().object();
    if (RevisionHash.isSameTemplate(target.template(), sync.deployment().template())) {
      sync.warn(
          "DeploymentRollbackTemplateUnchanged",
          "The rollback revision contains the same template as current deployment \""
              + deployment.name()
              + "\"");
      clear(deployment);
      return;
    }
    client.update(DEPLOYMENTS, deployment.edit(tree -> restore(tree, deployment, target)));
    sync.tell(
        "DeploymentRollback",
        "Rolled back deployment \"" + deployment.name() + "\" to revision " + revision);
  }

  private static void restore(ObjectNode tree, KubeObject deployment, ReplicaSet target) {
    Map<String, String> annotations = DeploymentAnnotations.rolledBack(deployment, target.object());
    ObjectNode node = Json.objectAt(tree, "metadata").putObject("annotations");
    annotations.forEach(node::put);
    Json.objectAt(tree, "spec").set("template", RevisionHash.withoutHash(target.template()));
  }

  private void clear(KubeObject deployment) {
    client.patch(
        DEPLOYMENTS,
        deployment.key(),
        DocumentTrees.patchOf(
            deployment,
            body ->
                Json.objectAt(body, "metadata", "annotations")
                    .putNull(DeploymentAnnotations.ROLLBACK_TO)));
  }
}
