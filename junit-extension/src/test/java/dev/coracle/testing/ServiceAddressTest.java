// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ResourceType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where a test dials Services of each type. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServiceAddressTest {

  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec: {containers: [{name: c, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: headless}
      spec: {clusterIP: None, selector: {app: web}, ports: [{name: web, port: 80, targetPort: http}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: portless}
      spec: {clusterIP: None, selector: {app: web}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: unready}
      spec: {clusterIP: None, selector: {app: nobody}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: outside}
      spec: {type: NodePort, selector: {app: web}, ports: [{name: web, port: 80, targetPort: http}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: other}
      spec: {type: ExternalName, externalName: outside.default.svc.cluster.local}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: abroad}
      spec: {type: ExternalName, externalName: api.example.com}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: lost}
      spec: {type: ExternalName, externalName: nobody.example.com}
      """;

  private final Cluster cluster = Cluster.start();

  @BeforeAll
  void apply() {
    cluster.images().add("web:1", http("fine"));
    cluster.apply(MANIFESTS).awaitReady();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  private static String get(InetSocketAddress at) throws Exception {
    URI uri = URI.create("http://" + at.getHostString() + ":" + at.getPort() + "/");
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void headlessService_isOneOfItsPods() throws Exception {
    String pod = cluster.get(ResourceType.PODS, "web").text("status", "podIP");

    assertThat(cluster.addressOf("headless", 80)).isEqualTo(cluster.realAddress(pod, 8080));
    assertThat(get(cluster.addressOf("headless", 80))).isEqualTo("fine");
    assertThat(get(cluster.addressOf("portless", 8080))).isEqualTo("fine");
  }

  @Test
  void nodePort_isOfANode() throws Exception {
    int nodePort =
        cluster
            .get(ResourceType.SERVICES, "outside")
            .at("spec", "ports")
            .path(0)
            .path("nodePort")
            .asInt();

    assertThat(get(cluster.addressOf("outside", nodePort))).isEqualTo("fine");
  }

  @Test
  void externalName_isWhatTheNameStandsFor() throws Exception {
    cluster.hosts().add("api.example.com", InetAddress.getByName("192.0.2.7"));

    assertThat(get(cluster.addressOf("other", 80))).isEqualTo("fine");
    assertThat(cluster.addressOf("abroad", 443)).isEqualTo(new InetSocketAddress("192.0.2.7", 443));
    assertThatThrownBy(() -> cluster.addressOf("lost", 443))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("default/lost is another name for nobody.example.com");
  }

  @Test
  void portThatAServiceLacks_isRefusedWithThoseItHas() {
    assertThatThrownBy(() -> cluster.addressOf("outside", 8080))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "port: 8080 \\(expected: one of Service default/outside: 80 web, node port \\d+\\)");
    assertThatThrownBy(() -> cluster.addressOf("headless", 81))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port: 81 (expected: one of Service default/headless: 80 web)");
  }

  @Test
  void headlessServiceWithoutReadyPod_saysSo() {
    assertThatThrownBy(() -> cluster.addressOf("unready", 80))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("default/unready is headless and has no ready endpoint");
  }
}
