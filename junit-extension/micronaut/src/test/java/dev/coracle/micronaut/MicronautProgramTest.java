// SPDX-License-Identifier: Apache-2.0

package dev.coracle.micronaut;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.micronaut.MicronautPrograms.micronaut;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.testing.Cluster;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Micronaut applications in Pods. */
final class MicronautProgramTest {

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
              env: [{name: APP_GREETING, value: hello}]
              readinessProbe: {httpGet: {path: /info, port: 8080}, periodSeconds: 1}
      """;

  private static final String JOB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: job, finalizers: [test/keep]}
      spec: {restartPolicy: Never, containers: [{name: c, image: job}]}
      """;

  /** Something of the application that logs when it is asked. */
  private static final class Asked implements HealthIndicator {

    @Override
    public Publisher<HealthResult> getResult() {
      System.out.println("asked");
      return Mono.just(HealthResult.builder("asked", HealthStatus.UP).build());
    }
  }

  private static ApplicationContextBuilder orders() {
    return ApplicationContext.builder().singletons(new Asked());
  }

  private static List<String> pods(Cluster cluster) {
    return cluster.client().list(PODS, ListOptions.inNamespace("default")).items().stream()
        .map(KubeObject::name)
        .toList();
  }

  private static String get(Cluster cluster, String pod, int port, String path) throws Exception {
    String url = "http://" + cluster.get(PODS, pod).text("status", "podIP") + ":" + port + path;
    return cluster
        .httpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private static long asked(Cluster cluster, String pod) {
    return cluster.logs(pod).lines().filter("asked"::equals).count();
  }

  private static int exitCode(Cluster cluster) {
    return cluster
        .get(PODS, "job")
        .at("status", "containerStatuses")
        .path(0)
        .at("/state/terminated/exitCode")
        .asInt(-1);
  }

  @Test
  void threeReplicas_areThemselvesAndGoOnWhenOneStops() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("shop/orders", micronaut(MicronautProgramTest::orders));
      cluster.apply(ORDERS).awaitReady();
      for (String pod : pods(cluster)) {
        assertThat(get(cluster, pod, 8080, "/info")).contains("\"" + pod + "\"", "\"hello\"");
        assertThat(get(cluster, pod, 8080, "/health")).contains("UP");
        assertThat(asked(cluster, pod)).isEqualTo(1);
      }

      cluster.apply(ORDERS.replace("replicas: 3", "replicas: 2"));
      await().untilAsserted(() -> assertThat(pods(cluster)).hasSize(2));

      for (String pod : pods(cluster)) {
        assertThat(get(cluster, pod, 8080, "/health")).contains("UP");
        assertThat(asked(cluster, pod)).isEqualTo(2);
      }
    }
  }

  @Test
  void portsOfTheConfiguration_areThePods() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .images()
          .add("shop/orders", micronaut(MicronautProgramTest.class, "-endpoints.all.port=9090"));

      cluster
          .apply(
              ORDERS
                  .replace("replicas: 3", "replicas: 1")
                  .replace("env: [", "env: [{name: MICRONAUT_SERVER_PORT, value: \"8081\"}, ")
                  .replace("port: 8080}, periodSeconds", "port: 9090}, periodSeconds"))
          .awaitReady();

      String pod = pods(cluster).get(0);
      assertThat(get(cluster, pod, 9090, "/info")).contains("hello");
      assertThat(get(cluster, pod, 8081, "/info")).contains("Not Found");
    }
  }

  @Test
  void stopSignal_stopsTheServerAndTheContainerEndsAsAJvm() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("job", micronaut(MicronautProgramTest.class));
      cluster.apply(JOB).awaitReady();

      cluster.client().delete(PODS, ObjectKey.of("default", "job"));

      await().untilAsserted(() -> assertThat(exitCode(cluster)).isEqualTo(143));
    }
  }

  @Test
  void applicationThatDoesNotStart_endsTheContainerAndSaysWhy() {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .images()
          .add("job", micronaut(MicronautProgramTest.class, "-micronaut.server.port=here"));

      cluster.apply(JOB);

      await().atMost(ofSeconds(20)).untilAsserted(() -> assertThat(exitCode(cluster)).isEqualTo(1));
      assertThat(cluster.logs("job"))
          .startsWith("Exception in thread \"main\" ")
          .contains("micronaut.server.port: here (expected: a number)");
    }
  }
}
