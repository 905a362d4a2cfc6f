// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.web.client.RestClient;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@MiniCluster
class OrdersApplicationTest {

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

  @Value("${local.server.port}")
  private int port;

  @Test
  void application_callsAServiceByItsName(Cluster cluster) {
    cluster.images().add("prices:1", http("3 euro"));
    cluster.apply(PRICES).awaitReady();

    String answer =
        RestClient.create("http://localhost:" + port)
            .get()
            .uri("/order")
            .retrieve()
            .body(String.class);

    assertThat(answer).isEqualTo("ordered for 3 euro");
  }

  @Test
  void client_listsPodsOverHttps(Cluster cluster) {
    cluster.images().add("prices:1", http("3 euro"));
    cluster.apply(PRICES).awaitReady();

    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
            .build()) {
      assertThat(client.getMasterUrl().getProtocol()).isEqualTo("https");
      assertThat(client.pods().inNamespace("default").list().getItems())
          .hasSize(2)
          .extracting(Pod::getStatus)
          .allMatch(status -> status.getPhase().equals("Running"));
    }
  }
}
