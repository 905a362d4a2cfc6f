// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.udp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.network.NetworkPlan;
import dev.coracle.network.NodePortsOnLocalhost;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Node ports under their own numbers on 127.0.0.1. Each test has a number of its own. */
final class NodePortsOnLocalhostTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 1
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: c, image: "web:1", ports: [{containerPort: 8080}]}]}
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {type: NodePort, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: %d}]}
      """;

  private static final String ECHO =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: echo, labels: {app: echo}}
      spec: {containers: [{name: c, image: "echo:1", ports: [{containerPort: 7, protocol: UDP}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: echo}
      spec: {type: NodePort, selector: {app: echo}, ports: [{port: 7, protocol: UDP, nodePort: %d}]}
      """;

  private static Cluster start(NetworkPlan plan, NodePortsOnLocalhost mode) {
    Cluster cluster = Cluster.builder().plan(plan).nodes(3).nodePortsOnLocalhost(mode).start();
    cluster.images().add("web:1", http("fine"));
    cluster.images().add("echo:1", udp(text -> "echo " + text));
    return cluster;
  }

  private static String get(int port) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static int number(NetworkPlan plan, int number) {
    return number + plan.ordinal();
  }

  private static ServerSocket stranger(int port) throws IOException {
    return new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"));
  }

  @ParameterizedTest
  @EnumSource
  void nodePort_answersOnLocalhostWhileThereIsAnEndpoint(NetworkPlan plan) throws Exception {
    int port = number(plan, 32410);
    try (Cluster cluster = start(plan, NodePortsOnLocalhost.REQUIRED)) {
      cluster.apply(WEB).apply(SERVICE.formatted(port)).awaitReady();
      for (int i = 0; i < 10; i++) {
        assertThat(get(port)).isEqualTo("fine");
      }

      cluster.scale("deployment/web", 0).awaitReady();
      assertThatThrownBy(() -> get(port)).isInstanceOf(ConnectException.class);

      cluster.scale("deployment/web", 2).awaitReady();
      assertThat(get(port)).isEqualTo("fine");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodePort_goesToTheServiceThatHasItNow(NetworkPlan plan) throws Exception {
    int port = number(plan, 32420);
    try (Cluster cluster = start(plan, NodePortsOnLocalhost.REQUIRED)) {
      cluster.apply(WEB).apply(SERVICE.formatted(port)).awaitReady();

      cluster.delete("service/web");
      cluster.apply(SERVICE.formatted(port).replace("name: web", "name: other")).awaitReady();

      assertThat(get(port)).isEqualTo("fine");
      cluster.delete("service/other").settle();
      assertThatThrownBy(() -> get(port)).isInstanceOf(ConnectException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodePortThatIsTaken_isAnExceptionWhereRequired(NetworkPlan plan) throws Exception {
    int port = number(plan, 32430);
    try (Cluster cluster = start(plan, NodePortsOnLocalhost.REQUIRED)) {
      ServerSocket stranger = stranger(port);
      try (stranger) {
        cluster.apply(WEB).apply(SERVICE.formatted(port));

        assertThatThrownBy(cluster::awaitReady)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith(
                "node port " + port + " of Service default/web cannot be listened on at 127.0.0.1");
      }
      cluster.apply(SERVICE.formatted(port + 5)).awaitReady();
      assertThat(get(port + 5)).isEqualTo("fine");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodePortThatIsTaken_isAWarningWhereOneIsEnough(NetworkPlan plan) throws Exception {
    int port = number(plan, 32440);
    try (ServerSocket stranger = stranger(port);
        Cluster cluster = start(plan, NodePortsOnLocalhost.WHERE_FREE)) {
      cluster.apply(WEB).apply(SERVICE.formatted(port)).awaitReady();

      assertThat(stranger.getLocalPort()).isEqualTo(port);
      assertThat(cluster.events("service/web"))
          .extracting(Event::reason)
          .contains("NodePortNotOnLocalhost");
      assertThat(cluster.service("web").get("/").body()).isEqualTo("fine");
    }
  }

  @ParameterizedTest
  @EnumSource
  void datagrams_areCarriedToo(NetworkPlan plan) throws Exception {
    int port = number(plan, 32450);
    try (Cluster cluster = start(plan, NodePortsOnLocalhost.REQUIRED);
        DatagramSocket socket = new DatagramSocket()) {
      cluster.apply(ECHO.formatted(port)).awaitReady();

      socket.setSoTimeout(5_000);
      byte[] hello = "hello".getBytes(UTF_8);
      socket.send(
          new DatagramPacket(hello, hello.length, InetAddress.getByName("127.0.0.1"), port));
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      socket.receive(answer);

      assertThat(new String(answer.getData(), 0, answer.getLength(), UTF_8))
          .isEqualTo("echo hello");
    }
  }
}
