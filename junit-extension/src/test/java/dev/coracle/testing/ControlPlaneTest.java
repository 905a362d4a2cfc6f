// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.ENDPOINTS;
import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.IP_ADDRESSES;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.api.ResourceType.SERVICE_CIDRS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Clusters that lack parts. */
final class ControlPlaneTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: nginx}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      """;

  @Test
  void controlPlaneAlone_keepsWhatIsWrittenAsItIs() {
    try (Cluster cluster = Cluster.builder().virtualTime().controlPlaneOnly().start()) {
      cluster.apply(WEB).advance(Duration.ofMinutes(1));

      assertThat(cluster.get(DEPLOYMENTS, "web").at("status").isEmpty()).isTrue();
      assertThat(cluster.get(SERVICES, "web").text("spec", "clusterIP")).startsWith("10.96.");
      assertThat(cluster.client().list(REPLICA_SETS, ListOptions.ALL).items()).isEmpty();
      assertThat(cluster.client().list(NODES, ListOptions.ALL).items()).isEmpty();
      assertThat(cluster.report().toString()).contains("control plane");
    }
  }

  /** What a real API server makes for itself, in post-start hooks of its own. */
  @Test
  void controlPlaneAlone_hasWhatAnApiServerMakesItself() {
    try (Cluster cluster = Cluster.builder().controlPlaneOnly().start()) {
      KubeObject service = cluster.get(SERVICES, "kubernetes");
      KubeObject slice = cluster.get(ENDPOINT_SLICES, "kubernetes");
      KubeObject cidr = cluster.get(SERVICE_CIDRS, "kubernetes");

      assertThat(service.text("spec", "clusterIP")).isEqualTo("10.96.0.1");
      assertThat(service.at("spec", "ports").path(0).path("port").asInt()).isEqualTo(443);
      assertThat(slice.at("endpoints").path(0).at("/addresses/0").asString())
          .isEqualTo("198.18.0.1");
      assertThat(slice.at("ports").path(0).path("port").asInt()).isEqualTo(6443);
      assertThat(cluster.get(ENDPOINTS, "kubernetes").at("subsets").size()).isOne();
      assertThat(cluster.get(IP_ADDRESSES, "10.96.0.1").at("spec", "parentRef", "name").asString())
          .isEqualTo("kubernetes");
      assertThat(Json.text(cidr.at("spec", "cidrs"))).isEqualTo("[\"10.96.0.0/16\"]");
      assertThat(cidr.at("status", "conditions").path(0).path("message").asString())
          .isEqualTo("Kubernetes default Service CIDR is ready");
      assertThat(cidr.finalizers()).as("a controller manager's").isEmpty();
    }
  }

  @Test
  void controlPlaneAlone_makesItsServiceAgain() {
    try (Cluster cluster = Cluster.builder().virtualTime().controlPlaneOnly().start()) {
      cluster.client().delete(SERVICES, ObjectKey.of("default", "kubernetes"));
      cluster.client().delete(SERVICE_CIDRS, ObjectKey.cluster("kubernetes"));

      cluster.advance(Duration.ofSeconds(10));

      assertThat(cluster.get(SERVICES, "kubernetes").text("spec", "clusterIP"))
          .isEqualTo("10.96.0.1");
      assertThat(cluster.get(SERVICE_CIDRS, "kubernetes").isDeleting()).isFalse();
    }
  }

  @Test
  void networkOfAControlPlane_isRefusedWithTheRemedy() {
    try (Cluster cluster = Cluster.builder().virtualTime().controlPlaneOnly().start()) {
      Map<String, ThrowingCallable> calls =
          Map.ofEntries(
              Map.entry("httpClient", cluster::httpClient),
              Map.entry("tunnelAddress", cluster::tunnelAddress),
              Map.entry("dnsAddress", cluster::dnsAddress),
              Map.entry("hosts", cluster::hosts),
              Map.entry("images", cluster::images),
              Map.entry("plan", cluster::plan),
              Map.entry("connections", cluster::connections),
              Map.entry("realAddress", () -> cluster.realAddress("10.96.0.1", 443)),
              Map.entry("addressOf", () -> cluster.addressOf("kubernetes", 443)),
              Map.entry("answer", () -> cluster.pod("web").answer(503)),
              Map.entry("crash", () -> cluster.pod("web").crash()),
              Map.entry("exec", () -> cluster.exec("web", "ls")),
              Map.entry("logs", () -> cluster.logs("web")));

      assertThat(calls)
          .allSatisfy(
              (name, call) ->
                  assertThatThrownBy(call)
                      .as(name)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("build it without controlPlaneOnly()"));
    }
  }

  @Test
  void controllerLeftOut_doesNothing() {
    try (Cluster cluster =
        Cluster.builder().virtualTime().withoutControllers("kube-scheduler").start()) {
      cluster.apply(WEB).advance(Duration.ofMinutes(1));

      assertThat(cluster.client().list(PODS, ListOptions.inNamespace("default")).items())
          .singleElement()
          .satisfies(pod -> assertThat(pod.text("spec", "nodeName")).isEmpty());
    }
  }

  @Test
  void controllerOfNoSuchName_isRefused() {
    ClusterBuilder builder = Cluster.builder().virtualTime().withoutControllers("deployments");

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("controller: deployments (expected: one of [")
        .hasMessageContaining("deployment-controller");
  }
}
