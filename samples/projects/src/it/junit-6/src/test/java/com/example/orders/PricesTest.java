// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import static dev.coracle.program.Programs.http;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MiniCluster
class PricesTest {

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

  @BeforeEach
  void prices(Cluster cluster) {
    cluster.images().add("prices:1", http("3 euro"));
    cluster.apply(PRICES).awaitReady();
  }

  @Test
  void service_answersByItsName(HttpClient http) throws Exception {
    URI tea = URI.create("http://prices.default.svc.cluster.local/tea");

    String answer = http.send(HttpRequest.newBuilder(tea).build(), BodyHandlers.ofString()).body();

    assertEquals("3 euro", answer);
  }

  @Test
  void client_listsPodsOverHttps(Cluster cluster) throws Exception {
    KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig()));

    ApiClient client = ClientBuilder.kubeconfig(config).build();

    assertTrue(client.getBasePath().startsWith("https:"));
    assertEquals(2, new CoreV1Api(client).listNamespacedPod("default").execute().getItems().size());
  }
}
