// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.assertj.CoracleAssertions.assertThat;
import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.program.ContainerProgram;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.TrafficReport;
import dev.coracle.testing.TrafficRequest;
import dev.coracle.testing.TrafficRequest.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A rollout while fifty requests come in each second, by the real clock: the new version takes 400
 * ms before it listens.
 */
class RolloutUnderLoadTest {

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
              readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 1, timeoutSeconds: 20}
              lifecycle: {preStop: {sleep: {seconds: 10}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        selector: {app: orders}
        ports: [{port: 80, targetPort: 8080}]
      """;

  /** A command that is always true says nothing about whether anybody listens. */
  private static final String WRONG_PROBE =
      ORDERS.replace("{httpGet: {path: /ready, port: 8080}, ", "{exec: {command: ['true']}, ");

  @Test
  @MiniCluster
  void goodManifest_losesNoRequest(Cluster cluster) {
    TrafficReport traffic = rollOut(cluster, ORDERS);

    assertThat(traffic).hasNoFailures().wentToVersions("shop/orders:1", "shop/orders:2");
    assertThat(cluster).deployment("orders").isAvailable().runs("shop/orders:2");
    assertThat(cluster).service("orders").hasReadyPods(3).reachesAll();
  }

  @Test
  @MiniCluster
  void wrongProbe_losesRequestsAtNewPods(Cluster cluster) {
    TrafficReport traffic = rollOut(cluster, WRONG_PROBE);

    assertThat(traffic.failures())
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(request.version()).isEqualTo("shop/orders:2");
            })
        .extracting(TrafficRequest::pod)
        .isSubsetOf(traffic.pods().keySet());
  }

  private static TrafficReport rollOut(Cluster cluster, String manifest) {
    cluster.images().add("shop/orders:1", http("version 1"));
    cluster
        .images()
        .add("shop/orders:2", listeningAfter(Duration.ofMillis(400), http("version 2")));
    cluster.apply(manifest).awaitReady();

    return cluster
        .traffic("orders")
        .perSecond(50)
        .timeout(Duration.ofSeconds(30))
        .during(
            () ->
                cluster
                    .setImage("deployment/orders", "orders", "shop/orders:2")
                    .awaitReady("deployment/orders"));
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
}
