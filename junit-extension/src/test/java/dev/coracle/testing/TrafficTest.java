// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static dev.coracle.testing.Tolerance.percent;
import static dev.coracle.testing.Tolerance.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.network.ProxyMode;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Response;
import dev.coracle.testing.TrafficRequest.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Load on a Service, and what is told about it. */
final class TrafficTest {

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
              readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1, timeoutSeconds: 20}
              lifecycle: {preStop: {sleep: {seconds: 10}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec:
        selector: {app: orders}
        ports: [{port: 80, targetPort: 8080}]
      """;

  /** A busy machine is slow, and loses nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String WITHOUT_PROBE = ORDERS.replaceAll("\n *readinessProbe: .*", "");

  private static Cluster orders(ContainerProgram program) {
    Cluster cluster = Cluster.start();
    cluster.images().add("shop/orders:1", program);
    return cluster.apply(ORDERS).awaitReady();
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

  @Test
  void rolloutOfAGoodManifest_losesNothing() {
    try (Cluster cluster = orders(http("1"))) {
      cluster.images().add("shop/orders:2", listeningAfter(Duration.ofMillis(300), http("2")));

      TrafficReport report =
          cluster
              .traffic("orders")
              .timeout(PATIENCE)
              .during(
                  () ->
                      cluster
                          .setImage("deployment/orders", "orders", "shop/orders:2")
                          .awaitReady("deployment/orders"));

      report.hasNoFailures();
      assertThat(report.versions()).containsOnlyKeys("shop/orders:1", "shop/orders:2");
      assertThat(report.nodes()).containsOnlyKeys("node-1");
      assertThat(report.requests().get(0).version()).isEqualTo("shop/orders:1");
      assertThat(report.pods()).hasSizeGreaterThan(3);
    }
  }

  @Test
  void rolloutWithoutAProbe_losesRequestsAndSaysWhereAndWhen() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("shop/orders:1", http("1"));
      cluster.images().add("shop/orders:2", listeningAfter(Duration.ofMillis(300), http("2")));
      cluster.apply(WITHOUT_PROBE).awaitReady();

      TrafficReport report =
          cluster
              .traffic("orders")
              .timeout(PATIENCE)
              .during(
                  () ->
                      cluster
                          .setImage("deployment/orders", "orders", "shop/orders:2")
                          .await("it answers", c -> c.service("orders").get("/").body().equals("2"))
                          .awaitReady("deployment/orders"));

      assertThat(report.failures())
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.version()).isEqualTo("shop/orders:2"))
          .extracting(TrafficRequest::outcome)
          .containsOnly(Outcome.REFUSED);
      assertThatThrownBy(report::hasNoFailures)
          .isInstanceOf(AssertionError.class)
          .hasMessageMatching(
              "(?s)\\d+ of \\d+ requests to Service default/orders port 80 failed\n"
                  + "  refused x\\d+ (from \\+\\d+ ms to )?.*, Pod orders-[a-z0-9-]+"
                  + " \\(shop/orders:2, node-1\\) x\\d+.*; the first: Connection refused.*");
    }
  }

  @Test
  void answerThatIsAnError_isAFailureOfItsPod() {
    try (Cluster cluster = orders(http("hello"))) {
      RunningPod ill = cluster.pods("app=orders").get(0).answer(503);

      TrafficReport report =
          cluster.traffic("orders").perSecond(100).during(Duration.ofMillis(300));

      assertThat(report.failures())
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.pod()).isEqualTo(ill.name()))
          .extracting(TrafficRequest::ending)
          .containsOnly("status 503");
      report.hasAtMostFailures(report.failures().size());
      assertThatThrownBy(report::hasNoFailures)
          .hasMessageContaining("status 503 x" + report.failures().size());
    }
  }

  @Test
  void status_failsAsTheTestSays() {
    try (Cluster cluster = orders(http("hello"))) {
      TrafficReport report =
          cluster
              .traffic("orders")
              .expecting(status -> status == 404)
              .during(Duration.ofMillis(100));

      assertThat(report.failures()).isNotEmpty().hasSameSizeAs(report.requests());
    }
  }

  @Test
  void traffic_doesNotSlowDownWithItsTarget() {
    CountDownLatch over = new CountDownLatch(1);
    try (Cluster cluster = orders(http("hello"))) {
      cluster
          .pods("app=orders")
          .forEach(
              pod ->
                  pod.answer(
                      request -> {
                        over.await();
                        return Response.text("late");
                      }));

      TrafficReport report =
          cluster
              .traffic("orders")
              .perSecond(100)
              .timeout(Duration.ofMillis(400))
              .during(Duration.ofMillis(300));
      over.countDown();

      assertThat(report.requests()).hasSizeGreaterThanOrEqualTo(60);
      assertThat(report.requests())
          .extracting(TrafficRequest::outcome)
          .containsOnly(Outcome.TIMED_OUT);
      assertThat(report.requests())
          .extracting(request -> request.at().toMillis())
          .startsWith(0L, 10L, 20L, 30L);
      assertThat(report.percentile(0)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
      assertThatThrownBy(report::hasNoFailures)
          .hasMessageContaining("; the first: no answer within 400 ms");
    }
  }

  @Test
  void connectionThatEndsEarly_isAReset() {
    try (Cluster cluster = orders(http("hello"))) {
      cluster.pods("app=orders").forEach(pod -> pod.answer(r -> Response.abort()));

      TrafficReport report = cluster.traffic("orders").during(Duration.ofMillis(100));

      assertThat(report.failures())
          .isNotEmpty()
          .extracting(TrafficRequest::outcome)
          .containsOnly(Outcome.RESET);
    }
  }

  @Test
  void serviceWithoutEndpoints_isRefusedAtNoPod() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("shop/orders:1", http("hello"));
      cluster.apply(ORDERS.replaceAll("\n *lifecycle: .*", "")).awaitReady();
      cluster.scale("deploy/orders", 0).awaitReady();
      cluster.await("no Pod serves", c -> c.pods("app=orders").isEmpty()).settle();

      TrafficReport report = cluster.traffic("orders").during(Duration.ofMillis(100));

      assertThatThrownBy(report::hasNoFailures)
          .hasMessageContaining(", no Pod x" + report.requests().size() + "; the first:");
      assertThatThrownBy(report::reachedAll)
          .hasMessageContaining("no Pod was ready from the first to the last");
    }
  }

  @Test
  void roundRobin_isEven() {
    try (Cluster cluster = Cluster.builder().proxyMode(ProxyMode.IPVS).start()) {
      cluster.images().add("shop/orders:1", http("hello"));
      cluster.apply(ORDERS).awaitReady();

      TrafficReport report =
          cluster.traffic("orders").perSecond(100).during(Duration.ofMillis(300));

      report.hasNoFailures().reachedAll().evenly(within(10, percent));
      assertThat(report.readyThroughout()).hasSize(3);
    }
  }

  @Test
  void podThatIsNeverChosen_isNamed() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("shop/orders:1", http("hello"));
      cluster
          .apply(
              ORDERS.replace(
                  "  selector: {app: orders}\n  ports",
                  "  sessionAffinity: ClientIP\n  selector: {app: orders}\n  ports"))
          .awaitReady();

      TrafficReport report =
          cluster.traffic("orders").perSecond(100).during(Duration.ofMillis(300));

      report.hasNoFailures();
      assertThatThrownBy(report::reachedAll)
          .isInstanceOf(AssertionError.class)
          .hasMessageMatching(
              "\\d+ requests to Service default/orders port 80 reached no Pod of \\[orders-.*,"
                  + " orders-.*\\] \\(expected: all of \\[orders-.*\\]; they went to orders-.* x"
                  + report.requests().size()
                  + "\\); a Service with sessionAffinity keeps a caller at one Pod");
      assertThatThrownBy(() -> report.evenly(within(10, percent)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(" each, within 10 %)");
    }
  }

  @Test
  void keptConnections_areUsedAgain() {
    Set<Integer> callers = ConcurrentHashMap.newKeySet();
    try (Cluster cluster =
        orders(
            http(
                request -> {
                  if (request.header("X-Load").isPresent()) {
                    callers.add(request.remote().getPort());
                  }
                  return text(request.body());
                }))) {
      Traffic traffic =
          cluster.traffic("orders").perSecond(40).method("POST").header("X-Load", "1").body("a");

      TrafficReport fresh = traffic.during(Duration.ofMillis(300)).hasNoFailures();
      int connections = callers.size();
      callers.clear();
      TrafficReport kept =
          traffic.keepingConnections().during(Duration.ofMillis(500)).hasNoFailures();

      assertThat(connections).isEqualTo(fresh.requests().size());
      assertThat(callers).hasSizeLessThan(kept.requests().size());
    }
  }

  @Test
  void failureOfTheAction_isTheTests() {
    try (Cluster cluster = orders(http("hello"))) {
      assertThatThrownBy(
              () ->
                  cluster
                      .traffic("orders")
                      .during(
                          () -> {
                            throw new IOException("mine");
                          }))
          .isInstanceOf(IOException.class)
          .hasMessage("mine");
    }
  }

  @Test
  void virtualTime_isRefused() {
    try (Cluster cluster = Cluster.builder().virtualTime().start()) {
      assertThatThrownBy(() -> cluster.traffic("orders").during(() -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("traffic: time is virtual (expected: the real clock, ");
    }
  }
}
