// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterIpTest {

  private static final String ORDERS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: orders}
      spec:
        replicas: 3
        selector: {matchLabels: {app: orders}}
        template:
          metadata: {labels: {app: orders}}
          spec:
            containers:
            - name: orders
              image: shop/orders:1
              ports: [{containerPort: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        selector: {app: orders}
        ports: [{port: 80, targetPort: 8080}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client}
      spec:
        containers: [{name: shell, image: busybox, command: [sleep, infinity]}]
      """;

  private Cluster cluster;

  @BeforeEach
  void deploy() {
    cluster.images().add("shop/orders:1", http(request -> text(request.pod().name())));
    cluster.apply(ORDERS).awaitReady();
  }

  @Test
  @MiniCluster
  void clusterIp_spreadsConnectionsOverThePods() throws Exception {
    InetSocketAddress orders = cluster.addressOf("orders", 80);

    Set<String> pods = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      pods.add(Web.get(orders));
    }

    assertThat(pods).hasSize(3);
  }

  @Test
  @MiniCluster
  void clusterName_worksFromOutside(HttpClient http) throws Exception {
    assertThat(Web.get(http, "http://orders.default.svc.cluster.local/").body())
        .startsWith("orders-");
  }

  @Test
  @MiniCluster
  void shortName_worksFromPods() {
    assertThat(cluster.exec("client", "wget", "-qO-", "http://orders").stdout())
        .startsWith("orders-");
  }

  @Test
  @MiniCluster
  void selectorThatMatchesNothing_refusesConnections(KubernetesClient client) {
    InetSocketAddress orders = cluster.addressOf("orders", 80);

    client
        .services()
        .withName("orders")
        .edit(
            service -> {
              service.getSpec().getSelector().put("app", "oders");
              return service;
            });
    cluster.settle();

    assertThat(client.endpoints().withName("orders").get().getSubsets()).isEmpty();
    assertThatThrownBy(() -> Web.get(orders)).isInstanceOf(ConnectException.class);
  }
}
