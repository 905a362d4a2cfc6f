// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection.LogOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.process.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All nodes of a cluster, as those see them who wire it and those who order faults. */
class KubeletsTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private void web(String name) {
    node.images.add("web", http("own"));
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}, {name: side, image: busybox, command: [sleep, "1000"]}]}
        """
            .formatted(name));
  }

  private static LogOptions logOptions(String container, boolean previous) {
    return new LogOptions(
        container,
        false,
        previous,
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  @Test
  void answer_replacesThatOfThePod() throws Exception {
    web("p");

    node.kubelets.answer(KubeletTester.key("p"), request -> status(418));
    int during = node.get("p", 8080, "/").status();
    node.kubelets.answerNormally(KubeletTester.key("p"));

    assertThat(during).isEqualTo(418);
    assertThat(node.get("p", 8080, "/").body()).isEqualTo("own");
  }

  @Test
  void answer_isForOnePod() throws Exception {
    web("p");
    web("q");

    node.kubelets.answer(KubeletTester.key("p"), request -> status(500));

    assertThat(node.get("q", 8080, "/").status()).isEqualTo(200);
  }

  @Test
  void answer_outlivesTheContainer() throws Exception {
    web("p");
    node.kubelets.answer(KubeletTester.key("p"), request -> status(500));

    node.kubelets.crash(KubeletTester.key("p"), "web", 1);
    node.time.settle();

    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
    assertThat(node.get("p", 8080, "/").status()).isEqualTo(500);
  }

  @Test
  void crash_isOfOneContainer() {
    web("p");

    node.kubelets.crash(KubeletTester.key("p"), "side", 9);
    node.time.settle();

    assertThat(node.container("p").path("restartCount").asInt()).isZero();
    assertThat(node.pod("p").at("status", "containerStatuses").path(1).path("restartCount").asInt())
        .isEqualTo(1);
    assertThat(
            node.pod("p")
                .at("status", "containerStatuses")
                .path(1)
                .at("/lastState/terminated/exitCode")
                .asInt())
        .isEqualTo(9);
  }

  @Test
  void faultsOfAPodThatIsNotThere_areRefused() {
    String message = "pod: default/none (expected: a Pod that runs on a node; settle() first?)";

    assertThatThrownBy(() -> node.kubelets.crash(KubeletTester.key("none"), "", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () -> node.kubelets.answer(KubeletTester.key("none"), request -> status(500)))
        .hasMessage(message);
    assertThatThrownBy(() -> node.kubelets.answerNormally(KubeletTester.key("none")))
        .hasMessage(message);
  }

  @Test
  void podOfAnotherNode_runsThere() throws Exception {
    node.kubelets.add(NodeSpec.of("node-2", "192.168.0.2", "zone-b"));
    node.images.add("web", http("own"));

    KubeObject unused =
        node.client.create(
            ResourceType.PODS,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "p", "namespace": "default"},
                 "spec": {"nodeName": "node-2",
                   "containers": [{"name": "web", "image": "web",
                     "ports": [{"containerPort": 8080}]}]}}
                """));
    node.time.settle();

    assertThat(node.pod("p").text("status", "hostIP")).isEqualTo("192.168.0.2");
    assertThat(node.get("p", 8080, "/").body()).isEqualTo("own");
    node.kubelets.crash(KubeletTester.key("p"), "", 1);
    node.time.settle();
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
  }

  @Test
  void podOfANodeThatIsNotThere_waits() {
    KubeObject unused =
        node.client.create(
            ResourceType.PODS,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "p", "namespace": "default"},
                 "spec": {"nodeName": "node-9", "containers": [{"name": "web", "image": "web"}]}}
                """));
    node.advance(Duration.ofMinutes(1));

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.network.log()).isEmpty();
  }

  @Test
  void logsOfAnUnknownContainer_areRefused() {
    web("p");

    assertThatThrownBy(
            () ->
                node.kubelets.logs(
                    node.pod("p"), logOptions("nope", false), new ByteArrayOutputStream()))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
        .hasMessage("container nope is not valid for pod p");
  }

  @Test
  void logsOfTwoContainers_areTheirOwn() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: a, image: busybox, command: [sh, -c, "echo from a; sleep 1000"]}
          - {name: b, image: busybox, command: [sh, -c, "echo from b; sleep 1000"]}
        """);

    assertThat(node.logsOf("p", "a")).isEqualTo("from a\n");
    assertThat(node.logsOf("p", "b")).isEqualTo("from b\n");
    assertThat(node.logs("p")).isEqualTo("from a\n");
  }

  @Test
  void previousLog_isThatOfTheLastRun() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: a, image: busybox, command: [sh, -c, "echo run at $(date +%M); sleep 60; exit 1"]}
        """);
    node.advance(Duration.ofSeconds(61));

    assertThat(node.logs("p", true)).isEqualTo("run at 00\n");
    assertThat(node.logs("p")).isEqualTo("run at 01\n");
    node.advance(Duration.ofSeconds(75));
    assertThat(node.logs("p", true)).isEqualTo("run at 01\n");
  }

  @Test
  void previousLogOfTheFirstRun_isRefused() {
    web("p");

    assertThatThrownBy(() -> node.logs("p", true))
        .hasMessage("previous terminated container \"web\" in pod \"p\" not found");
  }

  @Test
  void forwardedPort_leadsToThePod() throws Exception {
    web("p");

    try (Socket socket = node.kubelets.forward(node.pod("p"), 8080, Duration.ofSeconds(1))) {
      assertThat(
              HttpExchange.send(socket, "GET", "/", Map.of("Host", "p"), new byte[0], 1 << 20)
                  .body())
          .isEqualTo("own");
    }
  }

  @Test
  void forwardedPortThatNobodyServes_isTheRuntimesError() {
    web("p");
    String uid = node.pod("p").uid();

    assertThatThrownBy(() -> node.kubelets.forward(node.pod("p"), 9, Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "failed to execute portforward in network namespace \"/var/run/netns/cni-"
                + uid
                + "\": failed to connect to localhost:9 inside namespace \""
                + uid
                + "\", IPv4: dial tcp4 127.0.0.1:9: connect: connection refused IPv6 dial tcp6"
                + " [::1]:9: connect: connection refused ");
  }

  @Test
  void closedNodes_runNothingMore() {
    web("p");
    List<String> before = node.network.log();

    node.kubelets.close();
    node.client.delete(ResourceType.PODS, KubeletTester.key("p"));
    node.advance(Duration.ofMinutes(1));

    assertThat(node.network.log()).isEqualTo(before);
    assertThat(node.find("p")).isPresent();
  }

  @Test
  void manyPods_endTogether() {
    for (int i = 0; i < 30; i++) {
      web("p" + i);
    }

    for (int i = 0; i < 30; i++) {
      node.client.delete(ResourceType.PODS, KubeletTester.key("p" + i));
    }
    node.advance(Duration.ofSeconds(31));

    assertThat(node.network.log().stream().filter(e -> e.startsWith("detach")).count())
        .isEqualTo(30);
    assertThat(node.find("p0")).isEmpty();
    assertThat(node.find("p29")).isEmpty();
  }
}
