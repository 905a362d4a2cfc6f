// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a Service does not answer: the usual reasons, as they show. */
class TroubleshootingTest {

  private static final String ORDERS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: orders}
      spec:
        replicas: 2
        selector: {matchLabels: {app: orders}}
        template:
          metadata: {labels: {app: orders}}
          spec:
            containers:
            - name: orders
              image: shop/orders:1
              ports: [{containerPort: 8080}]
              readinessProbe: {httpGet: {path: /ready, port: 8080}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        selector: {app: orders}
        ports: [{port: 8000, targetPort: 8080}]
      """;

  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private Cluster cluster;

  @BeforeEach
  void addImage() {
    cluster
        .images()
        .add(
            "shop/orders:1",
            http(
                request ->
                    text(request.pod().name())
                        .withStatus(broken.contains(request.pod().name()) ? 503 : 200)));
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void failingReadinessProbe_takesThePodOutOfTheService() throws Exception {
    cluster.apply(ORDERS).awaitReady();
    InetSocketAddress orders = cluster.addressOf("orders", 8000);
    String sick = Web.get(orders);

    broken.add(sick);
    cluster.advance(Duration.ofSeconds(31)); // three failures, ten seconds apart

    Set<String> pods = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      pods.add(Web.get(orders));
    }
    assertThat(pods).hasSize(1).doesNotContain(sick);
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void podThatIsNotReady_isListedAsNotReady(KubernetesClient client) {
    cluster.apply(ORDERS).awaitReady();
    String sick =
        client.pods().withLabel("app", "orders").list().getItems().get(0).getMetadata().getName();

    broken.add(sick);
    cluster.advance(Duration.ofSeconds(31));

    EndpointSubset subset = client.endpoints().withName("orders").get().getSubsets().get(0);
    assertThat(subset.getAddresses()).hasSize(1);
    assertThat(subset.getNotReadyAddresses())
        .singleElement()
        .extracting(EndpointAddress::getTargetRef)
        .satisfies(target -> assertThat(target.getName()).isEqualTo(sick));
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void wrongTargetPort_isRefusedByThePod() {
    cluster.apply(ORDERS.replace("targetPort: 8080", "targetPort: 8888")).awaitReady();
    InetSocketAddress orders = cluster.addressOf("orders", 8000);

    assertThatThrownBy(() -> Web.get(orders)).isInstanceOf(IOException.class);
    assertThat(cluster.report().toString()).contains(":8888");
  }
}
