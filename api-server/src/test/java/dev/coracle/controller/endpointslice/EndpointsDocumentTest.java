// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EndpointsDocumentTest {

  private static KubeObject service(String clusterIp) {
    return KubeObject.parse(
        """
        {"metadata": {"name": "web", "namespace": "default", "labels": {"team": "blue"}},
         "spec": {"clusterIP": "%s", "ports": [
           {"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"},
           {"name": "admin", "port": 81, "targetPort": "admin", "protocol": "TCP"}]}}
        """
            .formatted(clusterIp));
  }

  private static KubeObject pod(int number, boolean ready, String ports) {
    String ip = "10.0.%d.%d".formatted(number / 250, number % 250 + 1);
    return KubeObject.parse(
        """
        {"metadata": {"name": "p%d", "namespace": "default", "uid": "u%1$d"},
         "spec": {"nodeName": "n", "containers": [{"name": "c", "ports": [%s]}]},
         "status": {"phase": "Running", "podIP": "%s", "podIPs": [{"ip": "%3$s"}],
                    "conditions": [{"type": "Ready", "status": "%s"}]}}
        """
            .formatted(number, ports, ip, ready ? "True" : "False"));
  }

  private static KubeObject filled(EndpointsDocument document) {
    ObjectNode endpoints = Json.object();
    document.fill(endpoints, Optional.empty());
    return KubeObject.of(endpoints);
  }

  /** Each subset as its ports and the last parts of its addresses, those not ready in brackets. */
  private static List<String> subsets(EndpointsDocument document) {
    return document
        .subsets()
        .valueStream()
        .map(
            s ->
                texts(s.path("ports"), "name")
                    + " of "
                    + texts(s.path("addresses"), "ip")
                    + " ("
                    + texts(s.path("notReadyAddresses"), "ip")
                    + ")")
        .toList();
  }

  private static String texts(JsonNode array, String member) {
    return array.valueStream().map(n -> Json.textAt(n, member)).collect(Collectors.joining(" "));
  }

  @Test
  void portsWithTheSameAddresses_shareASubset() {
    String admin = "{\"name\": \"admin\", \"containerPort\": 9000}";

    EndpointsDocument document =
        EndpointsDocument.of(
            service("10.96.0.9"),
            List.of(pod(1, true, admin), pod(2, false, ""), pod(9, true, admin)));

    assertThat(subsets(document))
        .containsExactlyInAnyOrder(
            "http of 10.0.0.10 10.0.0.2 (10.0.0.3)", "admin of 10.0.0.10 10.0.0.2 ()");
  }

  @Test
  void headlessService_isMarked() {
    KubeObject plain = filled(EndpointsDocument.of(service("10.96.0.9"), List.of()));
    KubeObject headless = filled(EndpointsDocument.of(service("None"), List.of()));

    assertThat(plain.labels())
        .containsEntry("team", "blue")
        .containsEntry("endpoints.kubernetes.io/managed-by", "endpoint-controller")
        .hasSize(2);
    assertThat(headless.labels()).containsEntry("service.kubernetes.io/headless", "");
  }

  /** Ready Pods and others, what is left of each, and whether that is said. */
  @ParameterizedTest(name = "{0} ready, {1} not")
  @CsvSource({
    "600,  400, 600,  400, false",
    "600,  500, 600,  400, true",
    "1000, 10,  1000, 0,   true",
    "1200, 10,  1000, 0,   true",
  })
  void addressesBeyondAThousand_areCutOff(
      int ready, int notReady, int keptReady, int keptNotReady, boolean truncated) {
    List<KubeObject> pods = new ArrayList<>();
    for (int i = 0; i < ready + notReady; i++) {
      pods.add(pod(i, i < ready, ""));
    }

    EndpointsDocument document = EndpointsDocument.of(service("10.96.0.9"), pods);

    JsonNode subset = document.subsets().path(0);
    assertThat(subset.path("addresses")).hasSize(keptReady);
    assertThat(subset.path("notReadyAddresses")).hasSize(keptNotReady);
    assertThat(filled(document).annotations().get("endpoints.kubernetes.io/over-capacity"))
        .isEqualTo(truncated ? "truncated" : null);
  }

  @Test
  void addressThatIsNotReadySomewhere_isNotReady() {
    ObjectNode address = Json.object().put("ip", "10.0.0.1");
    List<EndpointPort> ports = List.of(new EndpointPort("http", 80, "TCP", ""));
    EndpointSubsets subsets = new EndpointSubsets();

    subsets.add(address, ports, true);
    subsets.add(address, ports, false);

    assertThat(Json.text(subsets.toJson()))
        .isEqualTo(
            "[{\"notReadyAddresses\":[{\"ip\":\"10.0.0.1\"}],"
                + "\"ports\":[{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":80}]}]");
  }
}
