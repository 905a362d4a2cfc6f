// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.nodelifecycle;

import static dev.coracle.api.ResourceType.LEASES;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.model.Node;
import dev.coracle.api.model.Pod;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class NodeLifecycleControllerTest {

  private static final ObjectKey NODE = ObjectKey.cluster("node-1");
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {nodeName: node-1, containers: [{name: c, image: web}]}
      """;

  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ControllerTester cluster;

  NodeLifecycleControllerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @BeforeEach
  void addNodeAndPod() {
    cluster.addNode("node-1");
    // One that is well: where no node is, nothing is evicted.
    cluster.addNode("other");
    cluster.create(PODS, POD);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void nodeThatFallsSilent_isUnknownAfterFiftySeconds() {
    renewLease();
    cluster.advance(Duration.ofSeconds(49));
    boolean before = node().isReady();

    cluster.advance(Duration.ofSeconds(1));

    assertThat(before).isTrue();
    assertThat(Json.textAt(node().condition("Ready"), "status")).isEqualTo("Unknown");
    assertThat(Json.textAt(node().condition("Ready"), "message"))
        .isEqualTo("Kubelet stopped posting node status.");
    assertThat(taints())
        .containsExactly(
            "node.kubernetes.io/unreachable:NoSchedule",
            "node.kubernetes.io/unreachable:NoExecute");
    assertThat(new Pod(cluster.get(PODS, "web")).isReady()).isFalse();
    assertThat(cluster.events("NodeNotReady"))
        .contains("Node node-1 status is now: NodeNotReady", "Node is not ready");
  }

  @Test
  void nodeThatRenewsItsLease_staysReady() {
    for (int i = 0; i < 12; i++) {
      renewLease();
      cluster.advance(Duration.ofSeconds(10));
    }

    assertThat(node().isReady()).isTrue();
  }

  @Test
  void nodeWithoutAnySignOfLife_isTakenAtItsWord() {
    cluster.advance(Duration.ofHours(1));

    assertThat(node().isReady()).isTrue();
  }

  @Test
  void podOfUnreachableNode_isEvictedAfterFiveMinutes() {
    renewLease();
    cluster.advance(Duration.ofSeconds(50));
    cluster.advance(Duration.ofSeconds(299));
    boolean before = cluster.pods().isEmpty();

    cluster.advance(Duration.ofSeconds(1));

    assertThat(before).isFalse();
    assertThat(cluster.pods()).isEmpty();
    assertThat(cluster.events("TaintManagerEviction"))
        .containsExactly("Marking for deletion Pod default/web");
  }

  @Test
  void nodeThatComesBack_losesItsTaints() {
    renewLease();
    cluster.advance(Duration.ofSeconds(60));

    reportReady("True");
    renewLease();
    cluster.settle();

    assertThat(taints()).isEmpty();
    assertThat(cluster.events("TaintManagerEviction"))
        .containsExactly("Cancelling deletion of Pod default/web");
    cluster.advance(Duration.ofSeconds(39));
    assertThat(cluster.pods()).hasSize(1);
  }

  @Test
  void nodeThatSaysItIsNotReady_isTainted() {
    reportReady("False");

    assertThat(taints())
        .containsExactly(
            "node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute");
  }

  @Test
  void clusterWithoutReadyNode_evictsNobody() {
    reportReady("other", "False");

    reportReady("False");
    List<String> alone = taints();
    reportReady("other", "True");

    assertThat(alone).containsExactly("node.kubernetes.io/not-ready:NoSchedule");
    assertThat(taints())
        .containsExactly(
            "node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute");
  }

  @Test
  void zoneOfWhichMostNodesAreLost_evictsNoMore() {
    cluster.addNode("third").addNode("fourth");
    reportReady("third", "False");
    reportReady("fourth", "False");

    reportReady("False");

    assertThat(taints()).containsExactly("node.kubernetes.io/not-ready:NoSchedule");
    assertThat(taints("fourth")).contains("node.kubernetes.io/not-ready:NoExecute");
  }

  @Test
  void nodes_areRegisteredAndRemoved() {
    cluster.delete(NODES, "other");

    assertThat(cluster.events("RegisteredNode"))
        .containsExactly(
            "Node node-1 event: Registered Node node-1 in Controller",
            "Node other event: Registered Node other in Controller");
    assertThat(cluster.events("RemovingNode"))
        .containsExactly("Node other event: Removing Node other from Controller");
  }

  @Test
  void cordonedNode_isTaintedUntilUncordoned() {
    cordon(true);
    List<String> cordoned = taints();

    cordon(false);

    assertThat(cordoned).containsExactly("node.kubernetes.io/unschedulable:NoSchedule");
    assertThat(taints()).isEmpty();
  }

  @Test
  void taintThatNobodyTolerates_evictsAtOnce() {
    cluster
        .client()
        .patch(
            NODES,
            NODE,
            Patch.merge(
                body ->
                    body.putObject("spec")
                        .putArray("taints")
                        .addObject()
                        .put("key", "broken")
                        .put("effect", "NoExecute")));
    cluster.settle();

    assertThat(cluster.pods()).isEmpty();
  }

  @Test
  void podsOfDeletedNode_goAfterFortySeconds() {
    cluster.client().delete(NODES, NODE);
    cluster.settle().advance(Duration.ofSeconds(39));
    int before = cluster.pods().size();

    cluster.advance(Duration.ofSeconds(1));

    assertThat(before).isEqualTo(1);
    assertThat(cluster.pods()).isEmpty();
  }

  private void renewLease() {
    ObjectKey key = ObjectKey.of("kube-node-lease", "node-1");
    String now = MICRO_TIME.format(cluster.time().now());
    if (cluster.client().find(LEASES, key).isEmpty()) {
      cluster
          .client()
          .create(
              LEASES,
              KubeObject.of(LEASES, key)
                  .edit(lease -> lease.putObject("spec").put("renewTime", now)));
      // What is in the picture of nodes changes with it.
      cluster
          .client()
          .patch(
              NODES, NODE, Patch.merge(p -> Json.objectAt(p, "metadata", "labels").put("a", "b")));
    } else {
      cluster
          .client()
          .patch(LEASES, key, Patch.merge(p -> p.putObject("spec").put("renewTime", now)));
    }
    cluster.settle();
  }

  private void reportReady(String status) {
    reportReady("node-1", status);
  }

  private void reportReady(String node, String status) {
    cluster
        .client()
        .patchStatus(
            NODES,
            ObjectKey.cluster(node),
            Patch.strategic(
                body ->
                    body.putObject("status")
                        .putArray("conditions")
                        .addObject()
                        .put("type", "Ready")
                        .put("status", status)
                        .put("lastTransitionTime", cluster.time().now().toString())));
    cluster.settle();
  }

  private void cordon(boolean on) {
    cluster
        .client()
        .patch(NODES, NODE, Patch.merge(p -> p.putObject("spec").put("unschedulable", on)));
    cluster.settle();
  }

  private Node node() {
    return new Node(cluster.client().get(NODES, NODE));
  }

  private List<String> taints() {
    return taints("node-1");
  }

  private List<String> taints(String node) {
    return new Node(cluster.get(NODES, node))
        .taints()
        .valueStream()
        .map(taint -> Json.textAt(taint, "key") + ":" + Json.textAt(taint, "effect"))
        .toList();
  }

  @Test
  void newNodeThatIsReady_losesTheTaintItWasCreatedWith() {
    KubeObject created =
        cluster.client().create(NODES, KubeObject.of(NODES, ObjectKey.cluster("third")));
    cluster.settle();

    assertThat(created.at("spec", "taints").path(0).path("key").asString())
        .isEqualTo("node.kubernetes.io/not-ready");
    assertThat(taints("third")).isEmpty();
  }

  @Test
  void newNodeThatIsNotReady_keepsTheTaintItWasCreatedWith() {
    KubeObject ignored =
        cluster
            .client()
            .create(
                NODES,
                KubeObject.of(NODES, ObjectKey.cluster("third"))
                    .edit(
                        tree ->
                            tree.putObject("status")
                                .putArray("conditions")
                                .addObject()
                                .put("type", "Ready")
                                .put("status", "False")));
    cluster.settle();

    assertThat(taints("third"))
        .containsExactly(
            "node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute");
  }
}
