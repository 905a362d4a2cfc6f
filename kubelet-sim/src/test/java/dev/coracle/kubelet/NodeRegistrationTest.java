// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.kubelet.node.NodeSpec;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a node says about itself. */
class NodeRegistrationTest {

  private final KubeletTester tester = new KubeletTester();

  @AfterEach
  void close() {
    tester.close();
  }

  private KubeObject node(String name) {
    return tester.client.get(ResourceType.NODES, ObjectKey.cluster(name));
  }

  private KubeObject lease(String name) {
    return tester.client.get(ResourceType.LEASES, ObjectKey.of("kube-node-lease", name));
  }

  private void add(NodeSpec spec) {
    tester.kubelets.add(spec);
    tester.time.settle();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          kubernetes.io/hostname,      node-1
          kubernetes.io/os,            linux
          kubernetes.io/arch,          amd64
          beta.kubernetes.io/os,       linux
          beta.kubernetes.io/arch,     amd64
          topology.kubernetes.io/zone, zone-a
          """)
  void labels_areThoseOfAKubelet(String label, String value) {
    assertThat(node("node-1").labels()).containsEntry(label, value);
  }

  @Test
  void nodeWithoutZone_hasNoLabelForIt() {
    add(NodeSpec.of("node-2", "192.168.0.2", ""));

    assertThat(node("node-2").labels()).doesNotContainKey("topology.kubernetes.io/zone");
  }

  @Test
  void ownLabelsAndCapacity_arePublished() {
    add(
        NodeSpec.of("node-2", "192.168.0.2", "")
            .withLabel("disk", "ssd")
            .withLabel("kubernetes.io/arch", "arm64")
            .withCapacity("example.com/gpu", "2")
            .withCapacity("cpu", "16"));

    KubeObject node = node("node-2");
    assertThat(node.labels())
        .containsEntry("disk", "ssd")
        .containsEntry("kubernetes.io/arch", "arm64");
    for (String kind : new String[] {"capacity", "allocatable"}) {
      assertThat(Json.text(node.at("status", kind).path("example.com/gpu"))).isEqualTo("\"2\"");
      assertThat(node.text("status", kind, "cpu")).isEqualTo("16");
      assertThat(node.text("status", kind, "pods")).isEqualTo("110");
      assertThat(node.text("status", kind, "memory")).isEqualTo("32Gi");
    }
  }

  @Test
  void conditions_areThoseOfAHealthyNode() {
    String conditions =
        node("node-1")
            .at("status", "conditions")
            .valueStream()
            .map(NodeRegistrationTest::line)
            .collect(Collectors.joining("\n"));

    assertThat(conditions)
        .isEqualTo(
            """
            MemoryPressure=False KubeletHasSufficientMemory: kubelet has sufficient memory available
            DiskPressure=False KubeletHasNoDiskPressure: kubelet has no disk pressure
            PIDPressure=False KubeletHasSufficientPID: kubelet has sufficient PID available
            Ready=True KubeletReady: kubelet is posting ready status""");
  }

  private static String line(JsonNode condition) {
    assertThat(condition.path("lastHeartbeatTime").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(condition.path("lastTransitionTime").asString()).isEqualTo("2026-01-01T00:00:00Z");
    return condition.path("type").asString()
        + "="
        + condition.path("status").asString()
        + " "
        + condition.path("reason").asString()
        + ": "
        + condition.path("message").asString();
  }

  @Test
  void addresses_areTheNodesOwn() {
    assertThat(Json.text(node("node-1").at("status", "addresses")))
        .isEqualTo(
            "[{\"type\":\"InternalIP\",\"address\":\"192.168.0.1\"},"
                + "{\"type\":\"Hostname\",\"address\":\"node-1\"}]");
  }

  @Test
  void nodeInfo_namesTheVersion() {
    assertThat(node("node-1").text("status", "nodeInfo", "kubeletVersion")).isEqualTo("v1.36.0");
    assertThat(node("node-1").text("status", "nodeInfo", "operatingSystem")).isEqualTo("linux");
    assertThat(node("node-1").number(0, "status", "daemonEndpoints", "kubeletEndpoint", "Port"))
        .isEqualTo(10250);
  }

  @Test
  void lease_belongsToTheNode() {
    KubeObject lease = lease("node-1");

    assertThat(lease.text("spec", "holderIdentity")).isEqualTo("node-1");
    assertThat(lease.number(0, "spec", "leaseDurationSeconds")).isEqualTo(40);
    assertThat(Json.text(lease.at("metadata", "ownerReferences")))
        .isEqualTo(
            "[{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"node-1\",\"uid\":\""
                + node("node-1").uid()
                + "\"}]");
  }

  @Test
  void lease_isRenewedAndNotMadeAgain() {
    String uid = lease("node-1").uid();

    tester.advance(Duration.ofMinutes(5));

    assertThat(lease("node-1").uid()).isEqualTo(uid);
    assertThat(lease("node-1").text("spec", "renewTime")).isEqualTo("2026-01-01T00:05:00.000000Z");
  }

  @Test
  void nodeThatWasDeleted_hasNoLeaseMadeAgain() {
    tester.client.delete(ResourceType.NODES, ObjectKey.cluster("node-1"));
    tester.client.delete(ResourceType.LEASES, ObjectKey.of("kube-node-lease", "node-1"));

    tester.advance(Duration.ofMinutes(1));

    assertThat(
            tester
                .client
                .list(ResourceType.LEASES, ListOptions.inNamespace("kube-node-lease"))
                .items())
        .isEmpty();
  }

  @Test
  void nodeThatIsThereAlready_keepsItsIdentityAndGetsItsStatus() {
    KubeObject made =
        tester.client.create(
            ResourceType.NODES,
            KubeObject.of(ResourceType.NODES, ObjectKey.cluster("node-2"))
                .edit(tree -> Json.objectAt(tree, "metadata", "labels").put("mine", "yes")));

    add(NodeSpec.of("node-2", "192.168.0.2", ""));

    assertThat(node("node-2").uid()).isEqualTo(made.uid());
    assertThat(node("node-2").labels()).containsEntry("mine", "yes");
    assertThat(node("node-2").at("status", "conditions").size()).isEqualTo(4);
  }

  @Test
  void twoNodesOfOneName_areRefused() {
    NodeSpec again = NodeSpec.of("node-1", "192.168.0.9", "");

    assertThatThrownBy(() -> tester.kubelets.add(again))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node: node-1 (expected: a new name)");
  }
}
