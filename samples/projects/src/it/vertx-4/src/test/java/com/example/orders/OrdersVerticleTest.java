// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import static dev.coracle.program.Programs.http;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MiniCluster
class OrdersVerticleTest {

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

  /** Vert.x asks name servers itself: it is given the cluster's. */
  @Test
  void application_callsAServiceByItsName(Cluster cluster) throws Exception {
    AddressResolverOptions resolver =
        new AddressResolverOptions()
            .addServer(
                cluster.dnsAddress().getAddress().getHostAddress()
                    + ":"
                    + cluster.dnsAddress().getPort());
    Vertx vertx = Vertx.vertx(new VertxOptions().setAddressResolverOptions(resolver));
    OrdersVerticle application = new OrdersVerticle();
    vertx
        .deployVerticle(application)
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);

    URI order = URI.create("http://127.0.0.1:" + application.port() + "/order");
    String answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(order).build(), BodyHandlers.ofString())
            .body();

    vertx.close();
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
