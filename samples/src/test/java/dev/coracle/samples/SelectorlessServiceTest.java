// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.program.Programs;
import dev.coracle.testing.Cluster;
import org.junit.jupiter.api.Test;

@MiniCluster
class SelectorlessServiceTest {

  private static final String DATABASE =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: database}
      spec:
        containers: [{name: main, image: database, ports: [{containerPort: 5432}]}]
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: external-db}
      spec:
        ports: [{port: 15432, targetPort: 5432}]
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata:
        name: external-db-1
        labels: {kubernetes.io/service-name: external-db}
      addressType: IPv4
      endpoints: [{addresses: ["%s"]}]
      ports: [{port: 5432}]
      """;

  @Test
  void handWrittenEndpoints_areServed(Cluster cluster) throws Exception {
    cluster.images().add("database", Programs.http("rows"));
    cluster.apply(DATABASE).awaitReady();

    String address = cluster.get(PODS, "database").text("status", "podIP");
    cluster.apply(SERVICE.formatted(address)).settle();

    assertThat(Web.get(cluster.addressOf("external-db", 15432))).isEqualTo("rows");
  }
}
