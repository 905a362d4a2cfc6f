// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.kubernetesservice;

import static dev.coracle.api.ResourceType.ENDPOINTS;
import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class KubernetesServiceControllerTest {

  private static final InetSocketAddress API_SERVER = new InetSocketAddress("192.0.2.7", 40443);

  private final ControllerTester cluster;

  KubernetesServiceControllerTest(Watches watches) {
    cluster = new ControllerTester(watches, options -> options.withApiServer(API_SERVER));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void service_isThereFromTheStart() {
    KubeObject service = cluster.get(SERVICES, "kubernetes");

    assertThat(service.text("spec", "clusterIP")).isEqualTo("10.96.0.1");
    assertThat(service.labels())
        .containsEntry("component", "apiserver")
        .containsEntry("provider", "kubernetes");
    assertThat(service.at("spec", "ports").path(0).path("port").asInt()).isEqualTo(443);
    assertThat(service.at("spec", "ports").path(0).path("targetPort").asInt()).isEqualTo(40443);
  }

  @Test
  void apiServer_isTheEndpoint() {
    KubeObject slice = cluster.get(ENDPOINT_SLICES, "kubernetes");
    assertThat(Json.textAt(slice.at("endpoints").path(0).path("addresses").path(0)))
        .isEqualTo("192.0.2.7");
    assertThat(slice.labels())
        .containsEntry("kubernetes.io/service-name", "kubernetes")
        .doesNotContainKey("endpointslice.kubernetes.io/managed-by");
    assertThat(cluster.list(ENDPOINT_SLICES)).hasSize(1);
    assertThat(Json.text(cluster.get(ENDPOINTS, "kubernetes").at("subsets")))
        .contains("192.0.2.7", "40443");
    assertThat(cluster.get(ENDPOINTS, "kubernetes").labels())
        .containsEntry("endpointslice.kubernetes.io/skip-mirror", "true");
  }

  @Test
  void deletedService_comesBackWithinTenSeconds() {
    cluster.delete(SERVICES, "kubernetes");

    cluster.advance(Duration.ofSeconds(10));

    assertThat(cluster.get(SERVICES, "kubernetes").text("spec", "clusterIP"))
        .isEqualTo("10.96.0.1");
  }
}
