// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.INGRESSES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.network.NetworkPlan;
import dev.coracle.network.OpenConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cluster does, wherever its addresses really are. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class NetworkPlanTest {

  private static final String WEB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec: {containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client}
      spec: {containers: [{name: sh, image: busybox, command: [sleep, infinity]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        type: LoadBalancer
        externalTrafficPolicy: Local
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080, nodePort: 30080}]
      """;
  private static final String INGRESS =
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web}
      spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
      """;

  private final NetworkPlan plan;
  private final Cluster cluster;

  NetworkPlanTest(NetworkPlan plan) {
    this.plan = plan;
    this.cluster = Cluster.builder().plan(plan).start();
    cluster
        .images()
        .add("web:1", http(request -> text(request.remote().getAddress().getHostAddress())));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void addresses_areOfThePlan() {
    cluster.apply(WEB).awaitReady();

    assertThat(cluster.plan()).isEqualTo(plan);
    assertThat(podIp("web")).startsWith(plan == NetworkPlan.LOOPBACK ? "127." : "198.18.");
  }

  @Test
  void requestOfAPod_comesFromThatPod() {
    cluster.apply(WEB).awaitReady();

    for (String url : new String[] {"http://web/", "http://" + podIp("web") + ":8080/"}) {
      assertThat(cluster.exec("client", "wget", "-qO-", url).stdout()).isEqualTo(podIp("client"));
    }
  }

  @Test
  void requestFromOutside_keepsItsSourceWithPolicyLocal() throws Exception {
    cluster.apply(WEB).awaitReady();
    String balancer =
        cluster
            .get(SERVICES, "web")
            .at("status", "loadBalancer", "ingress")
            .path(0)
            .path("ip")
            .asString("");

    assertThat(get(cluster.realAddress(balancer, 80))).isEqualTo("127.0.0.1");
    assertThat(get(cluster.realAddress(nodeAddress(), 30080))).isEqualTo("127.0.0.1");
    assertThat(get(cluster.addressOf("web", 80))).isNotEmpty();
  }

  @Test
  void name_isReachedThroughTheTunnel() throws Exception {
    cluster.apply(WEB).awaitReady();

    HttpResponse<String> answer =
        cluster
            .httpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://web.default/")).build(),
                BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void ingress_comesFromItsOwnAddress() throws Exception {
    cluster.apply(WEB).apply(INGRESS).awaitReady();

    assertThat(get(cluster.realAddress(ingressAddress(), 80))).isEqualTo(ingressAddress());
  }

  @Test
  void strangerOnAPodsPort_isNotTakenForThePod() throws Exception {
    try (ServerSocket stranger = new ServerSocket(0, 5, InetAddress.getByName("0.0.0.0"))) {
      cluster
          .apply(WEB.replace("targetPort: 8080", "targetPort: " + stranger.getLocalPort()))
          .apply(INGRESS)
          .awaitReady();

      assertThat(get(cluster.realAddress(ingressAddress(), 80))).startsWith("502 Bad Gateway");
      assertThat(cluster.exec("client", "wget", "-qO-", "http://web/").exitCode()).isNotZero();
    }
  }

  @Test
  void connection_canBeSeenAndClosed() throws Exception {
    cluster.apply(WEB).awaitReady();
    InetSocketAddress web = cluster.addressOf("web", 80);
    try (Socket socket = new Socket(web.getAddress(), web.getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes("US-ASCII"));
      assertThat(socket.getInputStream().read()).isEqualTo('H');

      cluster.connections().stream()
          .filter(connection -> connection.endpoint().toString().equals(podIp("web")))
          .forEach(OpenConnection::close);

      assertThat(rest(socket)).isTrue();
    }
  }

  private static boolean rest(Socket socket) {
    try {
      socket.setSoTimeout(10_000);
      socket.getInputStream().readAllBytes();
      return true;
    } catch (IOException e) {
      return e instanceof java.net.SocketException;
    }
  }

  private String podIp(String name) {
    return cluster.get(PODS, name).text("status", "podIP");
  }

  private String nodeAddress() {
    return cluster.get(PODS, "web").text("status", "hostIP");
  }

  private String ingressAddress() {
    return cluster
        .get(INGRESSES, "web")
        .at("status", "loadBalancer", "ingress")
        .path(0)
        .path("ip")
        .asString("");
  }

  private static String get(InetSocketAddress at) throws Exception {
    URI uri = URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
