// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.controller.Informer;
import dev.coracle.api.model.Deployment;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.api.time.Loop;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rolling update promises at every moment, over rollouts of random shapes. */
@ParameterizedClass
@EnumSource(Watches.class)
class DeploymentAvailabilityTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: %d
        strategy: {rollingUpdate: {maxSurge: "%s", maxUnavailable: "%s"}}
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            nodeName: node-1
            containers: [{name: web, image: "web:1"}]
      """;

  private final ControllerTester cluster;
  private final Counts counts;

  DeploymentAvailabilityTest(Watches watches) {
    cluster = new ControllerTester(watches).addNode("node-1");
    counts = new Counts();
  }

  @AfterEach
  void stop() {
    counts.close();
    cluster.close();
  }

  /** The fewest Pods available and the most asked for, at any moment since it began. */
  private final class Counts implements AutoCloseable {

    private final Loop loop = cluster.time().loop("counts");
    private final Informer pods =
        Informer.of(cluster.client(), PODS, loop).onChange((before, after) -> countAvailable());
    private final Informer sets =
        Informer.of(cluster.client(), REPLICA_SETS, loop)
            .onChange((before, after) -> countAskedFor());
    private int fewestAvailable;
    private int mostAskedFor;

    void begin() {
      pods.start();
      sets.start();
      cluster.settle();
      fewestAvailable = Integer.MAX_VALUE;
      mostAskedFor = 0;
    }

    private void countAvailable() {
      long available =
          pods.all().stream().filter(p -> !p.isDeleting() && new Pod(p).isReady()).count();
      fewestAvailable = Math.min(fewestAvailable, (int) available);
    }

    private void countAskedFor() {
      int askedFor = sets.all().stream().mapToInt(s -> new ReplicaSet(s).replicas()).sum();
      mostAskedFor = Math.max(mostAskedFor, askedFor);
    }

    @Override
    public void close() {
      loop.close();
      pods.close();
      sets.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void rollingUpdate_staysWithinItsLimits(long seed) {
    Random random = new Random(seed);
    int replicas = 1 + random.nextInt(12);
    cluster.create(
        DEPLOYMENTS, WEB.formatted(replicas, random.nextInt(60) + "%", random.nextInt(60) + "%"));
    DeploymentLimits limits = DeploymentLimits.of(new Deployment(cluster.get(DEPLOYMENTS, "web")));
    counts.begin();
    cluster.kubelet().readyAfter(Duration.ofSeconds(random.nextInt(3)));
    cluster.kubelet().goneAfter(Duration.ofSeconds(random.nextInt(3)));

    for (int version = 2; version <= 4; version++) {
      cluster.patch(
          DEPLOYMENTS,
          "web",
          "{spec: {template: {spec: {containers: [{name: web, image: 'web:%d'}]}}}}"
              .formatted(version));
      cluster.advance(Duration.ofSeconds(random.nextInt(5)));
    }
    cluster.advance(Duration.ofMinutes(2));

    String what = "seed " + seed + ", " + limits;
    assertThat(counts.fewestAvailable).as(what).isGreaterThanOrEqualTo(limits.minAvailable());
    assertThat(counts.mostAskedFor).as(what).isLessThanOrEqualTo(limits.maxReplicas());
    assertThat(cluster.get(DEPLOYMENTS, "web").number(0, "status", "updatedReplicas"))
        .as(what)
        .isEqualTo(replicas);
  }
}
