// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.ClusterTime;
import dev.coracle.junit.MiniCluster;
import dev.coracle.program.ContainerProgram;
import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A rolling update under load, with the right manifest and with a wrong one: the new version takes
 * three seconds before it listens.
 */
class RollingUpdateTest {

  private static final String ORDERS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: orders}
      spec:
        replicas: 3
        selector: {matchLabels: {app: orders}}
        strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
        template:
          metadata: {labels: {app: orders}}
          spec:
            containers:
            - name: orders
              image: shop/orders:1
              ports: [{containerPort: 8080}]
              readinessProbe:
                httpGet: {path: /, port: 8080}
                periodSeconds: 1
              lifecycle:
                preStop: {sleep: {seconds: 5}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        selector: {app: orders}
        ports: [{port: 8000, targetPort: 8080}]
      """;

  private static final String WITHOUT_PROBE =
      ORDERS
          .replace("        readinessProbe:\n", "")
          .replace("          httpGet: {path: /, port: 8080}\n", "")
          .replace("          periodSeconds: 1\n", "");

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void readinessProbe_keepsEveryRequest(Cluster cluster) {
    List<String> answers = answersDuringUpdate(cluster, ORDERS);

    assertThat(answers).doesNotContain("lost").startsWith("version 1").endsWith("version 2");
  }

  @Test
  @MiniCluster(time = ClusterTime.VIRTUAL)
  void noReadinessProbe_losesRequests(Cluster cluster) {
    List<String> answers = answersDuringUpdate(cluster, WITHOUT_PROBE);

    assertThat(answers).contains("lost").startsWith("version 1").endsWith("version 2");
  }

  private static List<String> answersDuringUpdate(Cluster cluster, String manifest) {
    cluster.images().add("shop/orders:1", http("version 1"));
    cluster.images().add("shop/orders:2", listeningAfter(Duration.ofSeconds(3), http("version 2")));
    cluster.apply(manifest).awaitReady();
    InetSocketAddress orders = cluster.addressOf("orders", 8000);
    List<String> answers = new ArrayList<>(List.of(request(orders)));

    cluster.apply(manifest.replace("orders:1", "orders:2"));
    for (int i = 0; i < 120; i++) {
      cluster.advance(Duration.ofMillis(250));
      answers.add(request(orders));
    }
    return answers;
  }

  private static ContainerProgram listeningAfter(Duration delay, ContainerProgram program) {
    return context ->
        context.spawn(
            "warm up",
            () -> {
              try {
                context.time().sleep(delay);
                program.start(context);
              } catch (Exception e) {
                context.exit(1);
              }
            });
  }

  private static String request(InetSocketAddress service) {
    try {
      return Web.get(service);
    } catch (IOException e) {
      return "lost";
    }
  }
}
