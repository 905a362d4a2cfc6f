// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.replicaset;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.controller.PodControl;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

@ParameterizedClass
@EnumSource(Watches.class)
class ReplicaSetControllerTest {

  private static final String WEB =
      """
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "web:1"}]}
      """;

  private final ControllerTester cluster;

  ReplicaSetControllerTest(Watches watches) {
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

  private KubeObject create(String yaml) {
    return cluster.create(REPLICA_SETS, yaml);
  }

  private ReplicaSet web() {
    return new ReplicaSet(cluster.get(REPLICA_SETS, "web"));
  }

  @Test
  void podsNotSeenYet_areNotMadeAgain() {
    KubeObject unused = create(WEB.replace("replicas: 3", "replicas: 10"));

    assertThat(cluster.events("SuccessfulCreate")).hasSize(10);
    assertThat(cluster.events("SuccessfulDelete")).isEmpty();
  }

  @Test
  void missingPods_areMade() {
    KubeObject set = create(WEB);

    assertThat(cluster.pods())
        .hasSize(3)
        .allSatisfy(
            pod -> {
              assertThat(pod.name()).matches("web-[a-z0-9]{5}");
              assertThat(pod.controller().map(OwnerReference::uid)).hasValue(set.uid());
            });
    assertThat(web().object().at("status").toString())
        .contains("\"replicas\":3", "\"fullyLabeledReplicas\":3", "\"readyReplicas\":3")
        .contains("\"availableReplicas\":3", "\"terminatingReplicas\":0")
        .contains("\"observedGeneration\":1");
  }

  @Test
  void deletedPod_isReplacedWhileItEnds() {
    KubeObject ignored = create(WEB);
    cluster.kubelet().goneAfter(Duration.ofSeconds(10));

    cluster.delete(PODS, cluster.pods().get(0).name());

    assertThat(cluster.pods()).hasSize(4);
    assertThat(web().statusReplicas()).isEqualTo(3);
    assertThat(web().object().number(0, "status", "terminatingReplicas")).isEqualTo(1);
  }

  @Test
  void podsTooMany_areDeletedUnreadyOnesFirst() {
    KubeObject ignored = create(WEB);
    KubeObject unready = cluster.pods().get(1);
    cluster.kubelet().report(unready, false);
    cluster.settle();

    cluster.patch(REPLICA_SETS, "web", "{spec: {replicas: 2}}");

    assertThat(cluster.pods()).hasSize(2).doesNotContain(unready);
    assertThat(cluster.events("SuccessfulDelete"))
        .containsExactly("Deleted pod: " + unready.name());
  }

  @Test
  void matchingOrphan_isAdopted() {
    KubeObject orphan =
        cluster.create(
            PODS,
            "{metadata: {name: lone, labels: {app: web}}, spec: {containers: [{name: web, image:"
                + " web}]}}");

    KubeObject set = create(WEB);

    KubeObject adopted = cluster.get(PODS, orphan.name());
    assertThat(adopted.controller())
        .hasValue(new OwnerReference("apps/v1", "ReplicaSet", "web", set.uid(), true, true));
    assertThat(cluster.pods()).hasSize(3);
  }

  @Test
  void podThatMatchesNoMore_isReleasedAndReplaced() {
    KubeObject ignored = create(WEB);
    String name = cluster.pods().get(0).name();

    cluster.patch(PODS, name, "{metadata: {labels: {app: debug}}}");

    assertThat(cluster.get(PODS, name).ownerReferences()).isEmpty();
    assertThat(cluster.pods()).hasSize(4);
    assertThat(web().statusReplicas()).isEqualTo(3);
  }

  @Test
  void refusedPods_becomeAConditionUntilTheyAreMade() {
    ReplicaSet set = new ReplicaSet(create(WEB));
    Instant now = cluster.time().now();
    ApiException refusal = ApiException.forbidden(PODS, "web-x", "exceeded quota");

    ObjectNode failed = ReplicaSetStatus.of(set, List.of(), 0, -3, Optional.of(refusal), now);
    ReplicaSet later = new ReplicaSet(set.object().edit(tree -> tree.set("status", failed)));
    ObjectNode mended = ReplicaSetStatus.of(later, List.of(), 0, 0, Optional.empty(), now);

    assertThat(failed.path("conditions").toString())
        .isEqualTo(
            """
            [{"type":"ReplicaFailure","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z",\
            "reason":"FailedCreate",\
            "message":"pods \\"web-x\\" is forbidden: exceeded quota"}]\
            """);
    assertThat(mended.has("conditions")).isFalse();
  }

  @Test
  void availability_waitsForMinReadySeconds() {
    KubeObject ignored = create(WEB.replace("replicas: 3", "replicas: 3\n  minReadySeconds: 30"));
    int atOnce = web().availableReplicas();

    cluster.advance(Duration.ofSeconds(30));

    assertThat(atOnce).isZero();
    assertThat(web().readyReplicas()).isEqualTo(3);
    assertThat(web().availableReplicas()).isEqualTo(3);
  }

  @Test
  void deletionCost_choosesAmongEquals() {
    KubeObject ignored = create(WEB);
    String cheap = cluster.pods().get(2).name();
    cluster.patch(
        PODS,
        cheap,
        "{metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: '-10'}}}");

    cluster.patch(REPLICA_SETS, "web", "{spec: {replicas: 2}}");

    assertThat(cluster.pods()).extracting(KubeObject::name).hasSize(2).doesNotContain(cheap);
  }

  @Test
  void batches_doubleAndStopAtTheFirstRefusal() {
    Optional<ApiException> refusal = Optional.of(ApiException.badRequest("no"));
    List<Integer> tried = new ArrayList<>();

    Optional<ApiException> result =
        PodControl.inBatches(
            100,
            i -> {
              tried.add(i);
              return i == 1 ? refusal : Optional.empty();
            });

    assertThat(result).isEqualTo(refusal);
    assertThat(tried).isEqualTo(List.of(0, 1, 2));
  }
}
