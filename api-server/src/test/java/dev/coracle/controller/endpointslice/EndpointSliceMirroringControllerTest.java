// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static dev.coracle.api.ResourceType.ENDPOINTS;
import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class EndpointSliceMirroringControllerTest {

  private static final String ENDPOINTS_OF_WEB =
      """
      apiVersion: v1
      kind: Endpoints
      metadata:
        name: web
        labels: {team: blue}
        annotations: {note: mine, kubectl.kubernetes.io/last-applied-configuration: "{}"}
      subsets:
      - addresses: [{ip: 192.0.2.1, hostname: one}]
        notReadyAddresses: [{ip: 192.0.2.2}]
        ports: [{name: http, port: 8080}]
      """;

  private final ControllerTester cluster;

  EndpointSliceMirroringControllerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @BeforeEach
  void createService() {
    cluster.create(
        SERVICES,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {ports: [{name: http, port: 80}]}
        """);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void ownEndpoints_areMirrored() {
    cluster.create(ENDPOINTS, ENDPOINTS_OF_WEB);

    KubeObject slice = mirrors().get(0);
    assertThat(mirrors()).hasSize(1);
    assertThat(slice.name()).startsWith("web-");
    assertThat(slice.labels())
        .containsEntry("team", "blue")
        .containsEntry("kubernetes.io/service-name", "web");
    assertThat(slice.annotations()).containsOnlyKeys("note");
    assertThat(slice.controller().map(owner -> owner.kind())).contains("Endpoints");
    assertThat(Json.text(slice.at("endpoints")))
        .isEqualTo(
            """
            [{"addresses":["192.0.2.1"],"conditions":{"ready":true},"hostname":"one"},\
            {"addresses":["192.0.2.2"],"conditions":{"ready":false}}]\
            """);
    assertThat(Json.text(slice.at("ports")))
        .isEqualTo("[{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":8080}]");
  }

  @Test
  void subsetsAndFamilies_haveSlicesOfTheirOwn() {
    cluster.create(
        ENDPOINTS,
        ENDPOINTS_OF_WEB
            + """
            - addresses: [{ip: 192.0.2.1}, {ip: "2001:db8::1"}]
              ports: [{name: http, port: 9090}]
            """);

    assertThat(mirrors())
        .extracting(slice -> slice.text("addressType"))
        .containsExactlyInAnyOrder("IPv4", "IPv4", "IPv6");
  }

  @Test
  void changedEndpoints_changeTheSameSlice() {
    cluster.create(ENDPOINTS, ENDPOINTS_OF_WEB);
    String name = mirrors().get(0).name();

    cluster.patch(
        ENDPOINTS, "web", "subsets: [{addresses: [{ip: 192.0.2.9}], ports: [{port: 81}]}]");

    assertThat(mirrors()).extracting(KubeObject::name).containsExactly(name);
    assertThat(Json.text(mirrors().get(0).at("endpoints"))).contains("192.0.2.9");
  }

  @Test
  void endpointsThatAreNotToBeMirrored_areNot() {
    cluster.create(ENDPOINTS, ENDPOINTS_OF_WEB);

    cluster.patch(
        ENDPOINTS, "web", "metadata: {labels: {endpointslice.kubernetes.io/skip-mirror: 'true'}}");

    assertThat(mirrors()).isEmpty();
  }

  @Test
  void serviceThatGetsASelector_isMirroredNoMore() {
    cluster.create(ENDPOINTS, ENDPOINTS_OF_WEB);

    cluster.patch(SERVICES, "web", "spec: {selector: {app: web}}");

    assertThat(mirrors()).isEmpty();
  }

  @Test
  void deletedService_takesMirrorsAlong() {
    cluster.create(ENDPOINTS, ENDPOINTS_OF_WEB);

    cluster.delete(SERVICES, "web");

    assertThat(mirrors()).isEmpty();
  }

  @Test
  void deletedMirror_isMadeAgain() {
    cluster.create(ENDPOINTS, ENDPOINTS_OF_WEB);

    cluster.delete(ENDPOINT_SLICES, mirrors().get(0).name());

    assertThat(mirrors()).hasSize(1);
  }

  private List<KubeObject> mirrors() {
    return cluster.list(ENDPOINT_SLICES).stream()
        .filter(
            slice ->
                slice
                    .labels()
                    .getOrDefault("endpointslice.kubernetes.io/managed-by", "")
                    .equals("endpointslicemirroring-controller.k8s.io"))
        .toList();
  }
}
