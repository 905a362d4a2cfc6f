// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import static dev.coracle.program.Programs.http;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

  /** The JDK's own client is one, too. */
  @Test
  void client_listsPodsOverHttps(Cluster cluster) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(cluster.sslContext()).build();

    HttpResponse<String> pods =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(cluster.httpsUrl() + "/api/v1/namespaces/default/pods"))
                .header("Authorization", "Bearer " + cluster.token())
                .build(),
            BodyHandlers.ofString());

    assertEquals(HttpClient.Version.HTTP_2, pods.version());
    assertTrue(pods.body().contains("\"phase\":\"Running\""), pods.body());
  }
}
