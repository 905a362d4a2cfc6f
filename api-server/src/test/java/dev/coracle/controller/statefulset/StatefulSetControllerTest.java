// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.statefulset;

import static dev.coracle.api.ResourceType.CONTROLLER_REVISIONS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.STATEFUL_SETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class StatefulSetControllerTest {

  private static final String DB =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        serviceName: db
        replicas: 3
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec: {containers: [{name: db, image: "db:1"}]}
      """;

  private final ControllerTester cluster;

  StatefulSetControllerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @BeforeEach
  void addNode() {
    cluster.addNode("node-1");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void create(String yaml) {
    KubeObject ignored = cluster.create(STATEFUL_SETS, yaml);
  }

  private void roll(String image) {
    cluster.patch(
        STATEFUL_SETS,
        "db",
        "{spec: {template: {spec: {containers: [{name: db, image: '" + image + "'}]}}}}");
  }

  private List<String> names() {
    return cluster.pods().stream().map(KubeObject::name).toList();
  }

  /** Name and image of each Pod that is not ending. */
  private List<String> images() {
    return cluster.pods().stream()
        .filter(pod -> !pod.isDeleting())
        .map(
            pod ->
                pod.name() + " " + pod.at("spec", "containers").path(0).path("image").asString(""))
        .toList();
  }

  private int status(String member) {
    return cluster.get(STATEFUL_SETS, "db").number(0, "status", member);
  }

  private String revision(String which) {
    return cluster.get(STATEFUL_SETS, "db").text("status", which + "Revision");
  }

  @Test
  void pods_startInOrderEachWhenTheOneBeforeIsReady() {
    cluster.kubelet().readyAfter(Duration.ofSeconds(10));

    create(DB);
    List<String> atOnce = names();
    cluster.advance(Duration.ofSeconds(10));
    List<String> later = names();
    cluster.advance(Duration.ofSeconds(20));

    assertThat(atOnce).containsExactly("db-0");
    assertThat(later).containsExactly("db-0", "db-1");
    assertThat(names()).containsExactly("db-0", "db-1", "db-2");
    assertThat(cluster.events("SuccessfulCreate"))
        .containsExactly(
            "create Pod db-0 in StatefulSet db successful",
            "create Pod db-1 in StatefulSet db successful",
            "create Pod db-2 in StatefulSet db successful");
  }

  @Test
  void pods_haveNamesAndLabelsOfTheirOwn() {
    create(DB);

    KubeObject pod = cluster.get(PODS, "db-1");
    assertThat(pod.text("spec", "hostname")).isEqualTo("db-1");
    assertThat(pod.text("spec", "subdomain")).isEqualTo("db");
    assertThat(pod.labels())
        .containsEntry("statefulset.kubernetes.io/pod-name", "db-1")
        .containsEntry("apps.kubernetes.io/pod-index", "1")
        .containsEntry("controller-revision-hash", revision("update"));
    assertThat(cluster.list(CONTROLLER_REVISIONS))
        .singleElement()
        .satisfies(r -> assertThat(r.name()).isEqualTo(revision("current")).startsWith("db-"))
        .satisfies(r -> assertThat(r.number(0, "revision")).isEqualTo(1));
  }

  @Test
  void completeSet_countsItsPods() {
    create(DB);

    assertThat(status("replicas")).isEqualTo(3);
    assertThat(status("readyReplicas")).isEqualTo(3);
    assertThat(status("availableReplicas")).isEqualTo(3);
    assertThat(status("currentReplicas")).isEqualTo(3);
    assertThat(status("updatedReplicas")).isEqualTo(3);
    assertThat(status("observedGeneration")).isEqualTo(1);
  }

  @Test
  void parallelPods_startTogether() {
    cluster.kubelet().readyAfter(Duration.ofSeconds(10));

    create(DB.replace("serviceName: db", "serviceName: db\n  podManagementPolicy: Parallel"));

    assertThat(names()).containsExactly("db-0", "db-1", "db-2");
  }

  @Test
  void parallelPods_endTogether() {
    create(DB.replace("replicas: 3", "replicas: 3\n  podManagementPolicy: Parallel"));
    cluster.kubelet().goneAfter(Duration.ofSeconds(5));

    cluster.patch(STATEFUL_SETS, "db", "spec: {replicas: 1}");

    assertThat(images()).containsExactly("db-0 db:1");
    assertThat(names()).hasSize(3);
  }

  @Test
  void parallelPodThatIsNotReady_keepsItsName() {
    cluster.kubelet().breaks("db:1");
    create(DB.replace("replicas: 3", "replicas: 2\n  podManagementPolicy: Parallel"));

    cluster.patch(
        PODS, "db-1", "{metadata: {labels: {statefulset.kubernetes.io/pod-name: other}}}");

    assertThat(cluster.get(PODS, "db-1").labels())
        .containsEntry("statefulset.kubernetes.io/pod-name", "db-1");
  }

  @Test
  void scaleDownWithABrokenPod_waitsForIt() {
    create(DB);
    cluster.kubelet().report(cluster.get(PODS, "db-0"), false);
    cluster.settle();

    cluster.patch(STATEFUL_SETS, "db", "spec: {replicas: 1}");
    List<String> waiting = names();
    cluster.kubelet().report(cluster.get(PODS, "db-0"), true);
    cluster.settle();

    assertThat(waiting).containsExactly("db-0", "db-1", "db-2");
    assertThat(names()).containsExactly("db-0");
  }

  @Test
  void history_keepsAsManyRevisionsAsAskedFor() {
    create(DB.replace("replicas: 3", "replicas: 1\n  revisionHistoryLimit: 1"));

    for (int version = 2; version <= 5; version++) {
      roll("db:" + version);
    }

    assertThat(cluster.list(CONTROLLER_REVISIONS))
        .extracting(r -> r.at("revision").asLong())
        .containsExactlyInAnyOrder(4L, 5L);
  }

  @Test
  void ordinals_startWhereTheyAreTold() {
    create(DB.replace("serviceName: db", "serviceName: db\n  ordinals: {start: 5}"));

    assertThat(names()).containsExactly("db-5", "db-6", "db-7");
  }

  @Test
  void scaleDown_endsTheHighestFirstOneAtATime() {
    create(DB);
    cluster.kubelet().goneAfter(Duration.ofSeconds(10));

    cluster.patch(STATEFUL_SETS, "db", "{spec: {replicas: 1}}");
    boolean secondIsUntouched = !cluster.get(PODS, "db-1").isDeleting();
    cluster.advance(Duration.ofSeconds(20));

    assertThat(secondIsUntouched).isTrue();
    assertThat(names()).containsExactly("db-0");
    assertThat(cluster.events("SuccessfulDelete"))
        .containsExactly(
            "delete Pod db-2 in StatefulSet db successful",
            "delete Pod db-1 in StatefulSet db successful");
  }

  @Test
  void update_replacesPodsFromTheHighestDown() {
    create(DB);
    String before = revision("current");
    cluster.kubelet().readyAfter(Duration.ofSeconds(10));

    roll("db:2");
    List<String> first = images();
    String during = revision("current");
    cluster.advance(Duration.ofSeconds(31));

    assertThat(first).containsExactly("db-0 db:1", "db-1 db:1", "db-2 db:2");
    assertThat(during).isEqualTo(before);
    assertThat(images()).containsExactly("db-0 db:2", "db-1 db:2", "db-2 db:2");
    assertThat(revision("current")).isEqualTo(revision("update")).isNotEqualTo(before);
  }

  @Test
  void partition_keepsLowerOrdinalsBack() {
    create(DB);
    cluster.patch(STATEFUL_SETS, "db", "{spec: {updateStrategy: {rollingUpdate: {partition: 2}}}}");

    roll("db:2");
    cluster.delete(PODS, "db-0");

    assertThat(images()).containsExactly("db-0 db:1", "db-1 db:1", "db-2 db:2");
    assertThat(status("currentReplicas")).isEqualTo(2);
    assertThat(status("updatedReplicas")).isEqualTo(1);
  }

  @Test
  void onDelete_replacesOnlyWhatSomebodyDeletes() {
    create(DB.replace("serviceName: db", "serviceName: db\n  updateStrategy: {type: OnDelete}"));

    roll("db:2");
    List<String> untouched = images();
    cluster.delete(PODS, "db-1");

    assertThat(untouched).containsExactly("db-0 db:1", "db-1 db:1", "db-2 db:1");
    assertThat(images()).containsExactly("db-0 db:1", "db-1 db:2", "db-2 db:1");
  }

  @Test
  void brokenUpdate_needsAHandAfterItsRevert() {
    create(DB);
    cluster.kubelet().breaks("db:2");
    roll("db:2");
    List<String> stuck = images();

    roll("db:1");
    List<String> reverted = images();
    cluster.delete(PODS, "db-2");

    assertThat(stuck).containsExactly("db-0 db:1", "db-1 db:1", "db-2 db:2");
    assertThat(reverted).isEqualTo(stuck);
    assertThat(images()).containsExactly("db-0 db:1", "db-1 db:1", "db-2 db:1");
  }

  @Test
  void revert_raisesTheOldRevision() {
    create(DB);
    String first = revision("update");
    roll("db:2");

    roll("db:1");

    assertThat(revision("update")).isEqualTo(first);
    assertThat(cluster.get(CONTROLLER_REVISIONS, first).number(0, "revision")).isEqualTo(3);
    assertThat(cluster.list(CONTROLLER_REVISIONS)).hasSize(2);
  }

  @Test
  void failedPod_isMadeAnew() {
    create(DB);
    String before = cluster.get(PODS, "db-1").uid();

    cluster
        .client()
        .patchStatus(
            PODS,
            ObjectKey.of("default", "db-1"),
            Patch.merge(p -> p.putObject("status").put("phase", "Failed")));
    cluster.settle();

    assertThat(cluster.get(PODS, "db-1").uid()).isNotEqualTo(before);
    assertThat(cluster.events("RecreatingFailedPod"))
        .containsExactly("StatefulSet default/db is recreating failed Pod db-1");
  }

  @Test
  void setWithClaims_saysThatThereAreNone() {
    create(
        DB
            + "  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes:"
            + " [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]\n");

    assertThat(names()).isEmpty();
    assertThat(cluster.events("FailedCreate"))
        .containsExactly(
            "create Claim data-db-0 for Pod db-0 in StatefulSet db failed error: the kind"
                + " PersistentVolumeClaim is not implemented by Coracle");
  }

  @Test
  void minReadySeconds_delayTheNextPod() {
    create(DB.replace("serviceName: db", "serviceName: db\n  minReadySeconds: 30"));
    List<String> atOnce = names();

    cluster.advance(Duration.ofSeconds(30));

    assertThat(atOnce).containsExactly("db-0");
    assertThat(names()).containsExactly("db-0", "db-1");
  }
}
