// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
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
class EndpointSliceControllerTest {

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
        nodeName: %s
        containers: [{name: c, image: web, ports: [{name: metrics, containerPort: 9100}]}]
      """;

  private final ControllerTester cluster;

  EndpointSliceControllerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @BeforeEach
  void addNodes() {
    for (String zone : List.of("a", "b")) {
      cluster.addNode("node-" + zone, ControllerTester.labels("topology.kubernetes.io/zone", zone));
    }
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void readyPod_isAnEndpoint() {
    KubeObject service = cluster.create(SERVICES, SERVICE);

    KubeObject pod = cluster.create(PODS, POD.formatted("one", "node-a"));

    KubeObject slice = slice();
    assertThat(slice.labels())
        .containsEntry("team", "blue")
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
    assertThat(slice.controller().map(owner -> owner.uid())).contains(service.uid());
    assertThat(Json.text(slice.at("endpoints")))
        .isEqualTo(
            """
            [{"addresses":["10.244.0.1"],\
            "conditions":{"ready":true,"serving":true,"terminating":false},\
            "targetRef":{"kind":"Pod","namespace":"default","name":"one","uid":"%s"},\
            "nodeName":"node-a","zone":"a"}]\
            """
                .formatted(pod.uid()));
    assertThat(Json.text(slice.at("ports")))
        .isEqualTo("[{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":8080}]");
  }

  @Test
  void endingPod_servesButIsNotReady() {
    cluster.kubelet().goneAfter(Duration.ofSeconds(10));
    cluster.create(SERVICES, SERVICE);
    cluster.create(PODS, POD.formatted("one", "node-a"));

    cluster.delete(PODS, "one");

    assertThat(Json.text(endpoint().path("conditions")))
        .isEqualTo("{\"ready\":false,\"serving\":true,\"terminating\":true}");
  }

  @Test
  void podThatResolvesNoPort_isListedWithoutPorts() {
    cluster.create(SERVICES, SERVICE.replace("targetPort: 8080", "targetPort: nobody"));

    cluster.create(PODS, POD.formatted("one", "node-a"));

    assertThat(slice().at("endpoints")).hasSize(1);
    assertThat(slice().at("ports")).isEmpty();
  }

  @Test
  void headlessService_marksItsSlices() {
    cluster.create(SERVICES, SERVICE.replace("  selector:", "  clusterIP: None\n  selector:"));

    assertThat(slice().labels()).containsEntry("service.kubernetes.io/headless", "");
  }

  @Test
  void serviceThatSelectsNoMore_leavesItsSlices() {
    cluster.create(SERVICES, SERVICE);
    cluster.create(PODS, POD.formatted("one", "node-a"));
    String before = slice().name();

    cluster.patch(SERVICES, "web", "spec: {selector: null}");
    cluster.delete(PODS, "one");

    // Beside it there is now the mirror of the Endpoints, which stay as well.
    assertThat(cluster.get(ENDPOINT_SLICES, before).at("endpoints")).hasSize(1);
    assertThat(slices()).hasSize(2);
  }

  @Test
  void otherSelector_selectsOtherPods() {
    cluster.create(SERVICES, SERVICE);
    cluster.create(PODS, POD.formatted("one", "node-a"));
    cluster.create(PODS, POD.formatted("two", "node-a").replace("app: web", "app: other"));

    cluster.patch(SERVICES, "web", "spec: {selector: {app: other}}");

    assertThat(slice().at("endpoints")).hasSize(1);
    assertThat(Json.textAt(endpoint(), "targetRef", "name")).isEqualTo("two");
  }

  @Test
  void serviceWithoutPods_hasAnEmptySlice() {
    cluster.create(SERVICES, SERVICE);

    assertThat(slice().at("endpoints")).isEmpty();
    assertThat(slice().at("ports")).isEmpty();
  }

  @Test
  void foreignEdit_isPutRightAfterASecond() {
    cluster.create(SERVICES, SERVICE);
    cluster.create(PODS, POD.formatted("one", "node-a"));

    cluster.patch(ENDPOINT_SLICES, slice().name(), "endpoints: []");
    int before = slice().at("endpoints").size();
    cluster.advance(Duration.ofSeconds(1));

    assertThat(before).isZero();
    assertThat(slice().at("endpoints")).hasSize(1);
  }

  @Test
  void deletedSlice_isMadeAgainAfterASecond() {
    cluster.create(SERVICES, SERVICE);

    cluster.delete(ENDPOINT_SLICES, slice().name());
    cluster.advance(Duration.ofSeconds(1));

    assertThat(slices()).hasSize(1);
  }

  @Test
  void deletedService_takesItsSlicesAlong() {
    cluster.create(SERVICES, SERVICE);

    cluster.delete(SERVICES, "web");

    assertThat(slices()).isEmpty();
  }

  @Test
  void firstSlice_comesFromTheServiceAndLaterOnesFromThePod() {
    KubeObject service = cluster.create(SERVICES, SERVICE);
    String first = trigger();
    cluster.advance(Duration.ofSeconds(30));
    cluster.kubelet().readyAfter(Duration.ofSeconds(5));

    cluster.create(PODS, POD.formatted("one", "node-a"));
    cluster.advance(Duration.ofSeconds(5));

    assertThat(first).isEqualTo(service.text("metadata", "creationTimestamp"));
    assertThat(trigger()).isEqualTo(cluster.time().now().truncatedTo(SECONDS).toString());
  }

  @Test
  void trafficDistribution_givesHints() {
    cluster.create(SERVICES, SERVICE + "  trafficDistribution: PreferClose\n");

    cluster.create(PODS, POD.formatted("one", "node-b"));

    assertThat(Json.text(endpoint().path("hints"))).isEqualTo("{\"forZones\":[{\"name\":\"b\"}]}");
  }

  @Test
  void topologyMode_sharesEndpointsAndSaysSo() {
    cluster.create(
        SERVICES,
        SERVICE.replace(
            "name: web,", "name: web, annotations: {service.kubernetes.io/topology-mode: Auto},"));
    cluster.create(PODS, POD.formatted("one", "node-a"));

    cluster.create(PODS, POD.formatted("two", "node-b"));

    assertThat(slice().at("endpoints").findValuesAsString("name")).contains("one", "two");
    assertThat(Json.text(slice().at("endpoints"))).contains("\"forZones\":[{\"name\":\"b\"}]");
    assertThat(cluster.events("TopologyAwareHintsEnabled"))
        .containsExactly("Topology Aware Hints has been enabled, addressType: IPv4");
    assertThat(cluster.events("TopologyAwareHintsDisabled"))
        .contains("Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4");
  }

  @Test
  void zoneOfANode_reachesItsEndpoints() {
    cluster.create(SERVICES, SERVICE);
    cluster.create(PODS, POD.formatted("one", "node-a"));

    cluster
        .client()
        .patch(
            dev.coracle.api.ResourceType.NODES,
            dev.coracle.api.ObjectKey.cluster("node-a"),
            dev.coracle.api.Patch.merge(
                p ->
                    Json.objectAt(p, "metadata", "labels")
                        .put("topology.kubernetes.io/zone", "c")));
    cluster.settle();

    assertThat(Json.textAt(endpoint(), "zone")).isEqualTo("c");
  }

  @Test
  void podOfAMissingNode_isLeftOut() {
    cluster.create(SERVICES, SERVICE);

    cluster.create(PODS, POD.formatted("one", "nowhere"));

    assertThat(slice().at("endpoints")).isEmpty();
    assertThat(cluster.events("FailedToUpdateEndpointSlices"))
        .contains(
            "Error updating Endpoint Slices for Service default/web: skipping Pod one for Service"
                + " default/web: Node nowhere Not Found");
  }

  private List<KubeObject> slices() {
    return cluster.list(ENDPOINT_SLICES);
  }

  private KubeObject slice() {
    assertThat(slices()).hasSize(1);
    return slices().get(0);
  }

  private JsonNode endpoint() {
    return slice().at("endpoints").path(0);
  }

  private String trigger() {
    return slice()
        .annotations()
        .getOrDefault("endpoints.kubernetes.io/last-change-trigger-time", "");
  }
}
