// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static dev.coracle.api.ResourceType.ENDPOINTS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@ParameterizedClass
@EnumSource(Watches.class)
class EndpointsControllerTest {

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web, labels: {team: blue}}
      spec:
        selector: {app: web}
        ports: [{name: http, port: 80, targetPort: 8080}]
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s, labels: {app: web}}
      spec:
        nodeName: node-1
        containers: [{name: c, image: %s, ports: [{name: metrics, containerPort: 9100}]}]
      """;

  private final ControllerTester cluster;

  EndpointsControllerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @BeforeEach
  void addNode() {
    cluster.addNode("node-1");
    cluster.kubelet().breaks("broken");
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void readyPods_areAddressesOfTheService() {
    cluster.create(SERVICES, SERVICE);
    cluster.create(PODS, POD.formatted("a", "web"));
    cluster.create(PODS, POD.formatted("b", "web"));

    KubeObject endpoints = cluster.get(ENDPOINTS, "web");

    assertThat(endpoints.labels())
        .containsEntry("team", "blue")
        .containsEntry("endpoints.kubernetes.io/managed-by", "endpoint-controller")
        .doesNotContainKey("service.kubernetes.io/headless");
    assertThat(endpoints.at("subsets")).hasSize(1);
    assertThat(addresses("addresses")).containsExactly("a", "b");
    assertThat(Json.text(endpoints.at("subsets").path(0).path("ports")))
        .isEqualTo("[{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":8080}]");
  }

  @Test
  void podThatIsNotReady_isANotReadyAddress() {
    cluster.create(SERVICES, SERVICE);

    cluster.create(PODS, POD.formatted("a", "broken"));

    assertThat(addresses("addresses")).isEmpty();
    assertThat(addresses("notReadyAddresses")).containsExactly("a");
  }

  @Test
  void podThatIsNotReady_isPublishedWhereTheServiceSaysSo() {
    cluster.create(SERVICES, SERVICE + "  publishNotReadyAddresses: true\n");

    cluster.create(PODS, POD.formatted("a", "broken"));

    assertThat(addresses("addresses")).containsExactly("a");
  }

  @Test
  void endingPod_isNoAddress() {
    cluster.kubelet().goneAfter(Duration.ofSeconds(10));
    cluster.create(SERVICES, SERVICE);
    cluster.create(PODS, POD.formatted("a", "web"));

    cluster.delete(PODS, "a");

    assertThat(cluster.get(ENDPOINTS, "web").at("subsets").isMissingNode()).isTrue();
  }

  @Test
  void targetPortThatOnlySomePodsName_leavesOutTheOthers() {
    cluster.create(SERVICES, SERVICE.replace("8080", "metrics"));
    cluster.create(PODS, POD.formatted("a", "web"));

    cluster.create(PODS, POD.formatted("b", "web").replace("metrics", "other"));

    assertThat(addresses("addresses")).containsExactly("a");
  }

  @Test
  void headlessServiceWithoutPorts_hasAddresses() {
    cluster.create(
        SERVICES,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {clusterIP: None, selector: {app: web}}
        """);

    cluster.create(PODS, POD.formatted("a", "web"));

    assertThat(addresses("addresses")).containsExactly("a");
    assertThat(cluster.get(ENDPOINTS, "web").labels())
        .containsEntry("service.kubernetes.io/headless", "");
  }

  @Test
  void deletedService_takesItsEndpointsAlong() {
    cluster.create(SERVICES, SERVICE);

    cluster.delete(SERVICES, "web");

    assertThat(cluster.list(ENDPOINTS)).extracting(KubeObject::name).doesNotContain("web");
  }

  @Test
  void endpointsOfNobody_stay() {
    cluster.create(
        ENDPOINTS,
        """
        apiVersion: v1
        kind: Endpoints
        metadata: {name: mine}
        subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 80}]}]
        """);

    cluster.create(SERVICES, SERVICE);

    assertThat(cluster.list(ENDPOINTS)).extracting(KubeObject::name).contains("mine", "web");
  }

  @Test
  void changedLabelsOfTheService_areThoseOfItsEndpoints() {
    cluster.create(SERVICES, SERVICE);

    cluster.patch(SERVICES, "web", "metadata: {labels: {team: red}}");

    assertThat(cluster.get(ENDPOINTS, "web").labels()).containsEntry("team", "red");
  }

  @Test
  void firstEndpoints_comeFromTheCreationOfTheService() {
    KubeObject service = cluster.create(SERVICES, SERVICE);

    assertThat(cluster.get(ENDPOINTS, "web").annotations())
        .containsEntry(
            "endpoints.kubernetes.io/last-change-trigger-time",
            service.text("metadata", "creationTimestamp"));
  }

  @Test
  void laterEndpoints_comeFromThePodThatChanged() {
    cluster.create(SERVICES, SERVICE);
    cluster.kubelet().readyAfter(Duration.ofSeconds(5));
    cluster.create(PODS, POD.formatted("a", "web"));

    cluster.advance(Duration.ofSeconds(5));

    assertThat(cluster.get(ENDPOINTS, "web").annotations())
        .containsEntry(
            "endpoints.kubernetes.io/last-change-trigger-time",
            cluster.time().now().truncatedTo(SECONDS).toString());
  }

  private List<String> addresses(String member) {
    JsonNode subset = cluster.get(ENDPOINTS, "web").at("subsets").path(0);
    return subset
        .path(member)
        .valueStream()
        .map(address -> Json.textAt(address, "targetRef", "name"))
        .toList();
  }
}
