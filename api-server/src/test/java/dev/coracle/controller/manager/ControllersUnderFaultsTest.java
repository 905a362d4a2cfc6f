// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.ENDPOINTS;
import static dev.coracle.api.ResourceType.ENDPOINT_SLICES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;
import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.api.ResourceType.STATEFUL_SETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of refused calls, lost answers and new starts: nothing, in the end. */
@ParameterizedClass
@EnumSource(Watches.class)
class ControllersUnderFaultsTest {

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: %s}
      spec:
        replicas: %d
        selector: {matchLabels: {app: %1$s}}
        template:
          metadata: {labels: {app: %1$s}}
          spec: {containers: [{name: web, image: "web:1"}]}
      """;
  private static final String STATEFUL_SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: %s}
      spec:
        replicas: %d
        serviceName: db
        selector: {matchLabels: {app: %1$s}}
        template:
          metadata: {labels: {app: %1$s}}
          spec: {containers: [{name: web, image: "web:1"}]}
      """;
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: %s}
      spec: {selector: {app: %1$s}, ports: [{port: 80}]}
      """;

  private final Watches watches;
  private Optional<ControllerTester> started = Optional.empty();

  ControllersUnderFaultsTest(Watches watches) {
    this.watches = watches;
  }

  @AfterEach
  void close() {
    started.ifPresent(ControllerTester::close);
  }

  private ControllerTester start(ControllerTester cluster) {
    started = Optional.of(cluster);
    return cluster.addNode("node-1").addNode("node-2").addNode("node-3");
  }

  private static void roll(ControllerTester cluster, ResourceType type, String name) {
    cluster.patch(
        type, name, "{spec: {template: {spec: {containers: [{name: web, image: 'web:2'}]}}}}");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void refusedCallsAndLostAnswers_areMadeGoodFor(long seed) {
    Random random = new Random(seed);
    ControllerTester cluster =
        start(ControllerTester.withClients(watches, c -> new FlakyClient(c, random)));
    cluster.create(DEPLOYMENTS, DEPLOYMENT.formatted("web", 5));
    cluster.create(SERVICES, SERVICE.formatted("web"));
    cluster.create(STATEFUL_SETS, STATEFUL_SET.formatted("db", 3));
    cluster.advance(Duration.ofMinutes(1));

    roll(cluster, DEPLOYMENTS, "web");
    roll(cluster, STATEFUL_SETS, "db");
    cluster.patch(DEPLOYMENTS, "web", "spec: {replicas: 7}");
    cluster.advance(Duration.ofMinutes(40));

    assertThat(state(cluster)).as("seed %d", seed).isEqualTo("web 7/7, db 3/3, 10 Pods of web:2");
    assertThat(addresses(cluster)).as("seed %d", seed).isEqualTo("7 in slices, 7 in Endpoints");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void deletionUnderFaults_leavesNothing(long seed) {
    Random random = new Random(seed);
    ControllerTester cluster =
        start(ControllerTester.withClients(watches, c -> new FlakyClient(c, random)));
    cluster.create(DEPLOYMENTS, DEPLOYMENT.formatted("web", 4));
    cluster.create(SERVICES, SERVICE.formatted("web"));
    cluster.advance(Duration.ofMinutes(1));

    KubeObject web = cluster.get(DEPLOYMENTS, "web");
    cluster
        .client()
        .delete(
            DEPLOYMENTS, web.key(), DeleteOptions.NORMAL.withPropagation(Propagation.FOREGROUND));
    cluster.delete(SERVICES, "web");
    cluster.advance(Duration.ofMinutes(40));

    for (ResourceType type : new ResourceType[] {DEPLOYMENTS, REPLICA_SETS, PODS}) {
      assertThat(cluster.list(type)).as("seed %d, %s", seed, type).isEmpty();
    }
    for (ResourceType type : new ResourceType[] {ENDPOINTS, ENDPOINT_SLICES}) {
      assertThat(cluster.list(type)).as("seed %d, %s", seed, type).isEmpty();
    }
  }

  @Test
  void newStartInTheMiddleOfARollout_goesOn() {
    ControllerTester cluster = start(new ControllerTester(watches));
    cluster.kubelet().readyAfter(Duration.ofSeconds(10));
    cluster.create(DEPLOYMENTS, DEPLOYMENT.formatted("web", 5));
    cluster.create(STATEFUL_SETS, STATEFUL_SET.formatted("db", 3));
    cluster.advance(Duration.ofMinutes(1));
    roll(cluster, DEPLOYMENTS, "web");
    roll(cluster, STATEFUL_SETS, "db");

    for (int i = 0; i < 4; i++) {
      cluster.advance(Duration.ofSeconds(7)).restartControllers();
    }
    cluster.advance(Duration.ofMinutes(3));

    assertThat(state(cluster)).isEqualTo("web 5/5, db 3/3, 8 Pods of web:2");
    assertThat(cluster.list(REPLICA_SETS)).hasSize(2);
  }

  @Test
  void manyDeploymentsAtOnce_becomeAvailable() {
    ControllerTester cluster = start(new ControllerTester(watches));

    IntStream.range(0, 60)
        .forEach(
            i -> {
              String name = "web-" + i;
              cluster.create(DEPLOYMENTS, DEPLOYMENT.formatted(name, 3));
              cluster.create(SERVICES, SERVICE.formatted(name));
            });
    cluster.settle();

    assertThat(cluster.list(DEPLOYMENTS))
        .hasSize(60)
        .allSatisfy(d -> assertThat(d.number(0, "status", "availableReplicas")).isEqualTo(3));
    assertThat(cluster.list(ENDPOINT_SLICES))
        .hasSize(60)
        .allSatisfy(slice -> assertThat(slice.at("endpoints").size()).isEqualTo(3));
    assertThat(cluster.pods().stream().map(pod -> new Pod(pod).nodeName()).distinct()).hasSize(3);
  }

  private static String state(ControllerTester cluster) {
    return "web %s, db %s, %d Pods of web:2"
        .formatted(
            ready(cluster.get(DEPLOYMENTS, "web")),
            ready(cluster.get(STATEFUL_SETS, "db")),
            cluster.pods().stream()
                .filter(p -> new Pod(p).spec().containers().get(0).image().equals("web:2"))
                .count());
  }

  private static String ready(KubeObject workload) {
    return workload.number(0, "status", "updatedReplicas")
        + "/"
        + workload.number(0, "status", "availableReplicas");
  }

  private static String addresses(ControllerTester cluster) {
    return "%d in slices, %d in Endpoints"
        .formatted(
            cluster.list(ENDPOINT_SLICES).stream().mapToInt(s -> s.at("endpoints").size()).sum(),
            cluster.get(ENDPOINTS, "web").at("subsets").path(0).path("addresses").size());
  }
}
