// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import static dev.coracle.program.Programs.http;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest
@MiniCluster
class OrdersControllerTest {

  private static final String PRICES =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: prices}
      spec:
        replicas: 2
        selector: {matchLabels: {app: prices}}
        template:
          metadata: {labels: {app: prices}}
          spec:
            containers: [{name: prices, image: "prices:1", ports: [{containerPort: 80}]}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: prices}
      spec: {selector: {app: prices}, ports: [{port: 80}]}
      """;

  @Inject
  @Client("/")
  HttpClient orders;

  @BeforeEach
  void prices(Cluster cluster) {
    cluster.images().add("prices:1", http("3 euro"));
    cluster.apply(PRICES).awaitReady();
  }

  @Test
  void application_callsAServiceByItsName() {
    String answer = orders.toBlocking().retrieve("/order");

    assertEquals("ordered for 3 euro", answer);
  }

  @Test
  void client_listsPodsOverHttps(Cluster cluster) {
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
            .build()) {
      assertEquals("https", client.getMasterUrl().getProtocol());
      assertEquals(2, client.pods().inNamespace("default").list().getItems().size());
    }
  }
}
