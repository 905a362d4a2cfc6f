// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Deployment;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class DeploymentControllerTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            nodeName: node-1
            containers: [{name: web, image: "web:1"}]
      """;

  private final ControllerTester cluster;

  DeploymentControllerTest(Watches watches) {
    cluster = new ControllerTester(watches).addNode("node-1");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void roll(String image) {
    cluster.patch(
        DEPLOYMENTS,
        "web",
        "{spec: {template: {spec: {containers: [{name: web, image: '" + image + "'}]}}}}");
  }

  private Deployment web() {
    return new Deployment(cluster.get(DEPLOYMENTS, "web"));
  }

  private String condition(String type) {
    var condition = web().condition(type);
    return condition.path("status").asString("")
        + " "
        + condition.path("reason").asString("")
        + " "
        + condition.path("message").asString("");
  }

  private ReplicaSet setOf(String image) {
    return cluster.list(REPLICA_SETS).stream()
        .map(ReplicaSet::new)
        .filter(s -> image(s).equals(image))
        .findFirst()
        .orElseThrow();
  }

  private static String image(ReplicaSet set) {
    return set.template().path("spec").path("containers").path(0).path("image").asString("");
  }

  /** Image and size of each ReplicaSet, by revision. */
  private List<String> sizes() {
    return cluster.list(REPLICA_SETS).stream()
        .sorted(Comparator.comparingLong(DeploymentAnnotations::revision))
        .map(ReplicaSet::new)
        .map(set -> image(set) + " " + set.replicas())
        .toList();
  }

  @Test
  void newDeployment_makesReplicaSetAndPods() {
    cluster.create(DEPLOYMENTS, WEB);

    KubeObject set = cluster.list(REPLICA_SETS).get(0);
    String hash = set.labels().get("pod-template-hash");
    assertThat(set.name()).isEqualTo("web-" + hash);
    assertThat(hash).matches("[456789bcdf]{1,10}");
    assertThat(set.at("spec", "selector", "matchLabels", "pod-template-hash").asString(""))
        .isEqualTo(hash);
    assertThat(set.annotations())
        .containsEntry("deployment.kubernetes.io/desired-replicas", "3")
        .containsEntry("deployment.kubernetes.io/max-replicas", "4")
        .containsEntry("deployment.kubernetes.io/revision", "1");
    assertThat(cluster.pods())
        .hasSize(3)
        .allSatisfy(pod -> assertThat(pod.name()).startsWith(set.name() + "-"))
        .allSatisfy(pod -> assertThat(pod.labels()).containsEntry("pod-template-hash", hash));
    assertThat(cluster.events("ScalingReplicaSet"))
        .containsExactly("Scaled up replica set " + set.name() + " from 0 to 3");
    assertThat(cluster.events("SuccessfulCreate"))
        .containsExactlyInAnyOrderElementsOf(
            cluster.pods().stream().map(p -> "Created pod: " + p.name()).toList());
  }

  @Test
  void templateWithItsEmptyFields_isTheSameTemplate() {
    cluster.create(DEPLOYMENTS, WEB);
    roll("web:2");

    // As a client written in Go sends a template back, such as kubectl rollout undo.
    cluster.patch(
        DEPLOYMENTS,
        "web",
        "{spec: {strategy: {}, template: {metadata: {creationTimestamp: null}, spec: {containers:"
            + " [{name: web, image: 'web:1', resources: {}}]}}}}");

    assertThat(sizes()).containsExactly("web:2 0", "web:1 3");
    assertThat(setOf("web:1").template().at("/spec/containers/0/resources").isObject()).isTrue();
  }

  @Test
  void completeDeployment_saysSo() {
    cluster.create(DEPLOYMENTS, WEB);

    String set = cluster.list(REPLICA_SETS).get(0).name();
    assertThat(web().object().at("status").toString())
        .contains("\"replicas\":3", "\"updatedReplicas\":3", "\"readyReplicas\":3")
        .contains("\"availableReplicas\":3", "\"terminatingReplicas\":0")
        .contains("\"observedGeneration\":1")
        .doesNotContain("unavailable");
    assertThat(web().object().generation()).isEqualTo(1);
    assertThat(web().object().annotations())
        .containsEntry("deployment.kubernetes.io/revision", "1");
    assertThat(condition("Available"))
        .isEqualTo("True MinimumReplicasAvailable Deployment has minimum availability.");
    assertThat(condition("Progressing"))
        .isEqualTo(
            "True NewReplicaSetAvailable ReplicaSet \"" + set + "\" has successfully progressed.");
  }

  @Test
  void rollingUpdate_replacesPodsStepByStep() {
    cluster.create(DEPLOYMENTS, WEB);
    String first = setOf("web:1").object().name();
    cluster.kubelet().readyAfter(Duration.ofSeconds(10));

    roll("web:2");
    List<String> begun = sizes();
    cluster.advance(Duration.ofSeconds(60));

    String second = setOf("web:2").object().name();
    assertThat(begun).containsExactly("web:1 3", "web:2 1");
    assertThat(sizes()).containsExactly("web:1 0", "web:2 3");
    assertThat(cluster.events("ScalingReplicaSet"))
        .containsExactly(
            "Scaled up replica set " + first + " from 0 to 3",
            "Scaled up replica set " + second + " from 0 to 1",
            "Scaled down replica set " + first + " from 3 to 2",
            "Scaled up replica set " + second + " from 1 to 2",
            "Scaled down replica set " + first + " from 2 to 1",
            "Scaled up replica set " + second + " from 2 to 3",
            "Scaled down replica set " + first + " from 1 to 0");
    assertThat(condition("Progressing")).startsWith("True NewReplicaSetAvailable");
  }

  @Test
  void brokenRollout_exceedsItsDeadlineAndKeepsServing() {
    cluster.create(DEPLOYMENTS, WEB);
    cluster.patch(DEPLOYMENTS, "web", "{spec: {progressDeadlineSeconds: 60}}");
    cluster.kubelet().breaks("web:2");

    roll("web:2");
    String begun = condition("Progressing");
    cluster.advance(Duration.ofSeconds(120));

    String set = setOf("web:2").object().name();
    assertThat(begun)
        .isEqualTo("True ReplicaSetUpdated ReplicaSet \"" + set + "\" is progressing.");
    assertThat(condition("Progressing"))
        .isEqualTo(
            "False ProgressDeadlineExceeded ReplicaSet \"" + set + "\" has timed out progressing.");
    assertThat(condition("Available")).startsWith("True");
    assertThat(sizes()).containsExactly("web:1 3", "web:2 1");
  }

  @Test
  void undo_reusesTheOldReplicaSetAsNewestRevision() {
    cluster.create(DEPLOYMENTS, WEB);
    String first = setOf("web:1").object().name();
    roll("web:2");

    roll("web:1");

    KubeObject set = setOf("web:1").object();
    assertThat(set.name()).isEqualTo(first);
    assertThat(set.annotations())
        .containsEntry("deployment.kubernetes.io/revision", "3")
        .containsEntry("deployment.kubernetes.io/revision-history", "1");
    assertThat(web().object().annotations())
        .containsEntry("deployment.kubernetes.io/revision", "3");
    assertThat(sizes()).containsExactly("web:2 0", "web:1 3");
  }

  @Test
  void rollbackAnnotation_restoresThePreviousTemplate() {
    cluster.create(DEPLOYMENTS, WEB);
    roll("web:2");

    cluster.patch(
        DEPLOYMENTS, "web", "{metadata: {annotations: {deprecated.deployment.rollback.to: '0'}}}");

    assertThat(sizes()).containsExactly("web:2 0", "web:1 3");
    assertThat(cluster.events("DeploymentRollback"))
        .containsExactly("Rolled back deployment \"web\" to revision 1");
    assertThat(web().object().annotations()).doesNotContainKey("deprecated.deployment.rollback.to");
  }

  @Test
  void rollbackToUnknownRevision_isRefused() {
    cluster.create(DEPLOYMENTS, WEB);

    cluster.patch(
        DEPLOYMENTS, "web", "{metadata: {annotations: {deprecated.deployment.rollback.to: '7'}}}");

    assertThat(cluster.events("DeploymentRollbackRevisionNotFound"))
        .containsExactly("Unable to find the revision to rollback to.");
  }

  @Test
  void pausedDeployment_scalesButDoesNotRoll() {
    cluster.create(DEPLOYMENTS, WEB);
    cluster.patch(DEPLOYMENTS, "web", "{spec: {paused: true}}");

    roll("web:2");
    cluster.patch(DEPLOYMENTS, "web", "{spec: {replicas: 5}}");
    String paused = condition("Progressing");
    List<String> whilePaused = sizes();
    cluster.patch(DEPLOYMENTS, "web", "{spec: {paused: false}}");

    assertThat(paused).isEqualTo("Unknown DeploymentPaused Deployment is paused");
    assertThat(whilePaused).containsExactly("web:1 5");
    assertThat(sizes()).containsExactly("web:1 0", "web:2 5");
    assertThat(condition("Progressing")).startsWith("True NewReplicaSetAvailable");
  }

  @Test
  void recreate_endsAllOldPodsFirst() {
    cluster.create(DEPLOYMENTS, WEB);
    cluster.patch(DEPLOYMENTS, "web", "{spec: {strategy: {type: Recreate, rollingUpdate: null}}}");
    cluster.kubelet().goneAfter(Duration.ofSeconds(5));

    roll("web:2");
    List<String> ending = sizes();
    int terminating = web().object().number(0, "status", "terminatingReplicas");
    cluster.advance(Duration.ofSeconds(5));

    assertThat(ending).containsExactly("web:1 0");
    assertThat(terminating).isEqualTo(3);
    assertThat(sizes()).containsExactly("web:1 0", "web:2 3");
    assertThat(cluster.pods()).hasSize(3);
  }

  @Test
  void scalingInTheMiddleOfARollout_isShared() {
    cluster.create(DEPLOYMENTS, WEB.replace("replicas: 3", "replicas: 10"));
    cluster.kubelet().breaks("web:2");
    roll("web:2");
    List<String> stuck = sizes();

    cluster.patch(DEPLOYMENTS, "web", "{spec: {replicas: 20}}");

    assertThat(stuck).containsExactly("web:1 8", "web:2 5");
    assertThat(sizes()).containsExactly("web:1 15", "web:2 10");
  }

  @Test
  void newRolloutInTheMiddleOfOne_endsThatFirst() {
    cluster.create(DEPLOYMENTS, WEB.replace("replicas: 3", "replicas: 10"));
    cluster.kubelet().breaks("web:2");
    roll("web:2");
    List<String> stuck = sizes();

    roll("web:3");

    assertThat(stuck).containsExactly("web:1 8", "web:2 5");
    assertThat(sizes()).containsExactly("web:1 0", "web:2 0", "web:3 10");
    assertThat(condition("Progressing")).startsWith("True NewReplicaSetAvailable");
  }

  @Test
  void scalingToNothingInTheMiddleOfARollout_leavesNoPods() {
    cluster.create(DEPLOYMENTS, WEB);
    cluster.kubelet().breaks("web:2");
    roll("web:2");

    cluster.patch(DEPLOYMENTS, "web", "{spec: {replicas: 0}}");

    assertThat(sizes()).containsExactly("web:1 0", "web:2 0");
    assertThat(cluster.pods()).isEmpty();
    assertThat(condition("Available")).startsWith("True");
  }

  @Test
  void minReadySeconds_slowTheRolloutDown() {
    cluster.create(DEPLOYMENTS, WEB);
    cluster.patch(DEPLOYMENTS, "web", "{spec: {minReadySeconds: 30}}");
    cluster.advance(Duration.ofSeconds(30));

    roll("web:2");
    cluster.advance(Duration.ofSeconds(29));
    List<String> before = sizes();
    cluster.advance(Duration.ofSeconds(2));

    assertThat(before).containsExactly("web:1 3", "web:2 1");
    assertThat(sizes()).containsExactly("web:1 2", "web:2 2");
  }

  @Test
  void orphanedReplicaSet_isAdoptedWithItsPods() {
    cluster.create(DEPLOYMENTS, WEB);
    String set = setOf("web:1").object().name();
    List<String> pods = cluster.pods().stream().map(KubeObject::uid).toList();
    cluster
        .client()
        .delete(
            DEPLOYMENTS,
            web().object().key(),
            DeleteOptions.NORMAL.withPropagation(Propagation.ORPHAN));
    cluster.settle();

    cluster.create(DEPLOYMENTS, WEB);

    assertThat(cluster.list(REPLICA_SETS)).extracting(KubeObject::name).containsExactly(set);
    assertThat(setOf("web:1").object().controller().map(owner -> owner.uid()))
        .contains(web().object().uid());
    assertThat(cluster.pods()).extracting(KubeObject::uid).containsExactlyElementsOf(pods);
  }

  @Test
  void foregroundDeletion_waitsForThePods() {
    cluster.create(DEPLOYMENTS, WEB);
    cluster.kubelet().goneAfter(Duration.ofSeconds(20));

    cluster
        .client()
        .delete(
            DEPLOYMENTS,
            web().object().key(),
            DeleteOptions.NORMAL.withPropagation(Propagation.FOREGROUND));
    cluster.advance(Duration.ofSeconds(19));
    List<String> waiting = sizes();
    boolean deleting = web().object().isDeleting();
    cluster.advance(Duration.ofSeconds(2));

    assertThat(waiting).containsExactly("web:1 3");
    assertThat(deleting).isTrue();
    assertThat(cluster.list(DEPLOYMENTS)).isEmpty();
    assertThat(cluster.list(REPLICA_SETS)).isEmpty();
  }

  @Test
  void refusedPods_becomeAConditionOfTheDeployment() {
    cluster.create(DEPLOYMENTS, WEB.replace("nodeName: node-1", "serviceAccountName: nobody"));

    assertThat(condition("ReplicaFailure"))
        .startsWith("True FailedCreate pods \"web-")
        .endsWith("serviceaccount \"nobody\" not found");
    assertThat(condition("Progressing")).startsWith("True NewReplicaSetCreated");
  }

  @Test
  void history_isPrunedToItsLimit() {
    cluster.create(DEPLOYMENTS, WEB);
    cluster.patch(DEPLOYMENTS, "web", "{spec: {revisionHistoryLimit: 1}}");

    roll("web:2");
    roll("web:3");

    assertThat(sizes()).containsExactly("web:2 0", "web:3 3");
  }

  @Test
  void takenName_isAvoidedByAnotherHash() {
    cluster.create(DEPLOYMENTS, WEB);
    KubeObject set = cluster.list(REPLICA_SETS).get(0);
    DeleteOptions orphaning = DeleteOptions.NORMAL.withPropagation(Propagation.ORPHAN);
    cluster.client().delete(DEPLOYMENTS, web().object().key(), orphaning);
    cluster.settle();
    cluster
        .client()
        .update(
            REPLICA_SETS,
            set.edit(
                t ->
                    t.withObject("metadata")
                        .remove(List.of("ownerReferences", "labels", "resourceVersion"))));
    cluster.settle();

    cluster.create(DEPLOYMENTS, WEB);
    cluster.advance(Duration.ofSeconds(1));

    assertThat(web().object().number(0, "status", "collisionCount")).isEqualTo(1);
    assertThat(cluster.list(REPLICA_SETS)).hasSize(2);
  }
}
