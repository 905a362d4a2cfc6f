// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import static dev.coracle.assertj.CoracleAssertions.assertThat;
import static dev.coracle.program.Programs.http;
import static dev.coracle.testing.Tolerance.percent;
import static dev.coracle.testing.Tolerance.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.ProxyMode;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.TrafficReport;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Assertions that hold, and what those say that do not. */
final class CoracleAssertionsTest {

  private static final String SHOP =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: web}
      spec:
        replicas: 2
        podManagementPolicy: Parallel
        serviceName: web
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: shop/web:1
              ports: [{containerPort: 8080}]
              readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1, failureThreshold: 1}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: worker}
      spec:
        replicas: 1
        selector: {matchLabels: {app: worker}}
        template:
          metadata: {labels: {app: worker}}
          spec:
            containers: [{name: worker, image: shop/web:1}]
      """;

  private final Cluster cluster =
      Cluster.builder().virtualTime().deniedTraffic(DeniedTraffic.REJECT).start();

  @BeforeEach
  void start() {
    cluster.images().add("shop/web:1", http("hello"));
    cluster.apply(SHOP).awaitReady();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static void assertFails(ThrowingCallable assertion, String... parts) {
    assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContainingAll(parts);
  }

  @Test
  void clusterThatIsWell_isAssertedSo() {
    assertThat(cluster).isReady().hasNoWarnings().has("service/web").hasNo("pod/web-2");
    assertThat(cluster).deployment("worker").isAvailable().hasReadyReplicas(1).runs("shop/web:1");
    assertThat(cluster).statefulSet("web").isAvailable().hasReadyReplicas(2);
    assertThat(cluster)
        .service("web")
        .hasReadyPods("web-1", "web-0")
        .hasReadyPods(2)
        .reachesAll()
        .answers("/orders", 200);
    assertThat(cluster).pod("web-0").isReady().hasNotRestarted().hasNoWarnings();
    assertThat(cluster.pod("web-1")).isReady();
    assertThat(cluster.service("web")).reachesAll("/any");
  }

  @Test
  void podThatIsIll_isToldWithTheReason() {
    cluster.pod("web-1").answer(503);
    cluster.advance(Duration.ofSeconds(5));

    assertThat(cluster).pod("web-1").isNotReady();
    assertThat(cluster).service("web").hasReadyPods("web-0").reachesAll();
    assertThat(cluster).statefulSet("web").isNotAvailable();
    assertThat(cluster).hasWarning("Unhealthy");
    assertFails(
        () -> assertThat(cluster).pod("web-1").isReady(),
        "[pod/web-1] is not ready: Pod default/web-1: ",
        "503");
    assertFails(
        () -> assertThat(cluster).statefulSet("web").isAvailable(),
        "[statefulset/web] is not available: StatefulSet default/web: 1 of 2 replicas are ready",
        "503");
    assertFails(
        () -> assertThat(cluster).isReady(), "not everything is ready: StatefulSet default/web");
    assertFails(
        () -> assertThat(cluster).hasNoWarnings(),
        " warnings (expected: none):\n  2026-",
        "Warning Unhealthy pod/web-1 (in default): Readiness probe failed");
    assertFails(
        () -> assertThat(cluster).statefulSet("web").hasReadyReplicas(2),
        "has 1 ready replicas [web-0] of 2 (expected: 2)");
  }

  @Test
  void serviceThatDoesNotAnswer_isToldWithTheReason() {
    cluster.pod("web-0").answer(500);

    assertFails(
        () -> assertThat(cluster).service("web").reachesAll(),
        "[service/web] Pod web-0 answers / with status 500");
    assertFails(() -> assertThat(cluster).service("web").answers("/", 418), "(expected: 418)");
    assertFails(
        () -> assertThat(cluster).service("web").refuses(),
        "(expected: that the connection is refused)");
    cluster.scale("sts/web", 0).awaitReady().settle();
    assertThat(cluster).service("web").refuses().hasReadyPods(0);
    assertFails(
        () -> assertThat(cluster).service("web").reachesAll(),
        "has no Pod as ready endpoint (expected: one at least)");
    assertFails(
        () -> assertThat(cluster).service("web").answers("/", 200),
        "[service/web] does not answer: GET / of Service default/web: Connection refused");
    assertFails(
        () -> assertThat(cluster).service("web").hasReadyPods("web-0"), "has ready Pods []");
  }

  @Test
  void affinity_isNamedWhereAPodIsMissed() {
    cluster.apply(
        SHOP.replace(
            "  selector: {app: web}\n  ports",
            "  sessionAffinity: ClientIP\n  selector: {app: web}\n  ports"));
    cluster.settle();

    assertFails(
        () -> assertThat(cluster).service("web").reachesAll(),
        "50 calls reached no Pod of [web-",
        "(expected: all of [web-0, web-1]; a Service with sessionAffinity");
  }

  @Test
  void whatIsOrIsNotThere_isAsserted() {
    assertFails(
        () -> assertThat(cluster).has("cm/settings"),
        "cm/settings: not found in namespace default");
    assertFails(() -> assertThat(cluster).hasNo("svc/web"), "svc/web: is there");
    assertFails(
        () -> assertThat(cluster).deployment("other").isAvailable(),
        "Deployment default/other: not found");
    assertFails(() -> assertThat(cluster).pod("web-7").isReady(), "Pod default/web-7: not found");
    assertFails(
        () -> assertThat(cluster).deployment("worker").runs("shop/web:2"),
        "runs [shop/web:1] (expected: shop/web:2 in every Pod)");
    assertFails(() -> assertThat(cluster).hasWarning("Unhealthy"), "no warning Unhealthy");
    assertFails(() -> assertThat(cluster).pod("web-0").isNotReady(), "is ready");
    assertFails(
        () -> assertThat(cluster).pod("web-0").logs("ready to serve"),
        "has not logged <ready to serve>, but this:");
  }

  @Test
  void restarts_areCounted() {
    cluster.pod("web-0").crash();
    cluster.advance(Duration.ofSeconds(30));

    assertThat(cluster).pod("web-0").hasRestarted(1);
    assertFails(
        () -> assertThat(cluster).pod("web-0").hasNotRestarted(),
        "has restarted 1 times (expected: 0); its events:\n");
  }

  @Test
  void closedCluster_isNoFailureOfTheAssertion() {
    cluster.close();

    assertThatThrownBy(() -> assertThat(cluster).isReady())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("cluster is closed");
  }

  @Test
  void traffic_isAsserted() {
    try (Cluster real = Cluster.builder().proxyMode(ProxyMode.IPVS).start()) {
      real.images().add("shop/web:1", http("hello"));
      real.apply(SHOP).awaitReady();

      TrafficReport report =
          real.traffic("web").timeout(Duration.ofMinutes(1)).during(Duration.ofMillis(300));

      assertThat(report)
          .hasNoFailures()
          .hasAtMostFailures(0)
          .reachedAll()
          .isEven(within(10, percent))
          .wentToVersions("shop/web:1")
          .took(50, Duration.ofMinutes(1));
      assertFails(
          () -> assertThat(report).as("rollout").wentToVersions("shop/web:2"),
          "[rollout] went to versions {shop/web:1=");
      assertFails(() -> assertThat(report).took(100, Duration.ZERO), "(expected: 0 ms at most)");
      real.pods("app=web").forEach(pod -> pod.answer(500));
      TrafficReport ill = real.traffic("web").during(Duration.ofMillis(50));
      assertFails(
          () -> assertThat(ill).as("ill").hasNoFailures(), "[ill] ", " failed\n  status 500 x");
    }
  }
}
