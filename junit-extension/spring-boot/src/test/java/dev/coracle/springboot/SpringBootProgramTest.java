// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static dev.coracle.springboot.SpringBootPrograms.springBoot;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.springboot.app.OrdersApplication;
import dev.coracle.testing.Cluster;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring Boot applications in Pods. */
final class SpringBootProgramTest {

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
              readinessProbe: {httpGet: {path: /actuator/health/readiness, port: 8080}, periodSeconds: 1}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec: {selector: {app: orders}, ports: [{port: 80, targetPort: 8080}]}
      """;

  private static final String JOB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: job}
      spec: {restartPolicy: Never, containers: [{name: c, image: job, args: [from, pod]}]}
      """;

  private static List<String> pods(Cluster cluster) {
    return cluster.client().list(PODS, ListOptions.inNamespace("default")).items().stream()
        .map(KubeObject::name)
        .filter(name -> name.startsWith("orders-"))
        .toList();
  }

  private static String ip(Cluster cluster, String pod) {
    return cluster.get(PODS, pod).text("status", "podIP");
  }

  private static HttpResponse<String> send(Cluster cluster, String url) throws Exception {
    return cluster
        .httpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static String get(Cluster cluster, String url) throws Exception {
    return send(cluster, url).body();
  }

  private static String get(Cluster cluster, String pod, String path) throws Exception {
    return get(cluster, "http://" + ip(cluster, pod) + ":8080" + path);
  }

  @Test
  void threeReplicas_areThemselvesAndGoOnWhenOneStops() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("shop/orders", springBoot(OrdersApplication.class));
      cluster.apply(ORDERS).awaitReady(ofSeconds(60));
      List<String> pods = pods(cluster);
      for (String pod : pods) {
        assertThat(get(cluster, pod, "/")).isEqualTo(pod);
        assertThat(get(cluster, pod, "/greeting")).isEqualTo("hello");
        assertThat(cluster.logs(pod))
            .contains("Started OrdersApplication", "asked " + pod)
            .doesNotContain(
                pods.stream().filter(p -> !p.equals(pod)).map("asked "::concat).toList());
      }

      cluster.apply(ORDERS.replace("replicas: 3", "replicas: 2"));
      await().untilAsserted(() -> assertThat(pods(cluster)).hasSize(2));

      for (String pod : pods(cluster)) {
        assertThat(get(cluster, pod, "/")).isEqualTo(pod);
        assertThat(cluster.logs(pod).split("asked " + pod, -1)).hasSize(3);
      }
    }
  }

  @Test
  void application_callsServicesByNameAsItsPod() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .images()
          .add("shop/orders", springBoot(OrdersApplication.class))
          .add("stock", http(request -> text(request.remote().getAddress().getHostAddress())));

      cluster
          .apply(ORDERS.replace("replicas: 3", "replicas: 1"))
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: stock, labels: {app: stock}}
              spec: {containers: [{name: c, image: stock, ports: [{containerPort: 8080}]}]}
              ---
              apiVersion: v1
              kind: Service
              metadata: {name: stock}
              spec: {selector: {app: stock}, ports: [{port: 80, targetPort: 8080}]}
              """)
          .awaitReady(ofSeconds(60));

      String pod = pods(cluster).get(0);
      assertThat(get(cluster, "http://orders.default/call?url=http://stock/"))
          .isEqualTo(pod + " got " + ip(cluster, pod));
    }
  }

  @Test
  void portsOfTheConfiguration_areThePods() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .images()
          .add("shop/orders", springBoot(OrdersApplication.class, "--management.server.port=9090"));

      cluster
          .apply(
              ORDERS
                  .replace("replicas: 3", "replicas: 1")
                  .replace("env: [", "env: [{name: SERVER_PORT, value: \"8081\"}, ")
                  .replace("port: 8080}, periodSeconds", "port: 9090}, periodSeconds"))
          .awaitReady(ofSeconds(60));

      String ip = ip(cluster, pods(cluster).get(0));
      assertThat(get(cluster, "http://" + ip + ":8081/greeting")).isEqualTo("hello");
      assertThat(get(cluster, "http://" + ip + ":9090/actuator/health")).contains("UP");
      assertThat(send(cluster, "http://" + ip + ":8081/actuator/health").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void systemProperties_areThoseOfTheContainersJavaOptions() throws Exception {
    System.setProperty("app.greeting", "of the test's JVM");
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("shop/orders", springBoot(OrdersApplication.class));

      cluster
          .apply(
              ORDERS
                  .replace("replicas: 3", "replicas: 1")
                  .replace(
                      "{name: APP_GREETING, value: hello}",
                      "{name: JAVA_TOOL_OPTIONS, value: -Xmx1g -Dapp.greeting=options}"))
          .awaitReady(ofSeconds(60));

      assertThat(get(cluster, pods(cluster).get(0), "/greeting")).isEqualTo("options");
    }
  }

  @Test
  void mountedConfiguration_isTheApplications() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("shop/orders", springBoot(OrdersApplication.class));

      cluster
          .apply(
              """
              apiVersion: v1
              kind: ConfigMap
              metadata: {name: orders}
              data: {application.properties: "app.greeting=mounted"}
              """)
          .apply(
              ORDERS
                  .replace("replicas: 3", "replicas: 1")
                  .replace(
                      "{name: APP_GREETING, value: hello}",
                      "{name: SPRING_CONFIG_ADDITIONAL_LOCATION, value: \"file:/etc/orders/\"}")
                  .replace(
                      "      containers:",
                      "      volumes: [{name: v, configMap: {name: orders}}]\n      containers:")
                  .replace(
                      "        ports:",
                      "        volumeMounts: [{name: v, mountPath: /etc/orders}]\n        ports:"))
          .awaitReady(ofSeconds(60));

      assertThat(get(cluster, pods(cluster).get(0), "/greeting")).isEqualTo("mounted");
    }
  }

  @Test
  void stopSignal_closesTheContextAndTheContainerEndsAsAJvm() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("job", springBoot(OrdersApplication.class));
      cluster.apply(
          JOB.replace("{name: job}", "{name: job, finalizers: [test/keep]}")
              .replace("args: [from, pod]", "args: [\"--app.greeting=x\"]"));
      cluster.awaitReady();
      await()
          .atMost(ofSeconds(60))
          .untilAsserted(() -> assertThat(cluster.logs("job")).contains("Started OrdersAppl"));

      cluster.client().delete(PODS, ObjectKey.of("default", "job"));

      await().untilAsserted(() -> assertThat(exitCode(cluster)).isEqualTo(143));
      assertThat(cluster.logs("job")).contains("Graceful shutdown complete");
    }
  }

  private static int exitCode(Cluster cluster) {
    return cluster
        .get(PODS, "job")
        .at("status", "containerStatuses")
        .path(0)
        .at("/state/terminated/exitCode")
        .asInt(-1);
  }

  /** A batch job that says with what the container ends. */
  @Configuration(proxyBeanMethods = false)
  static class Batch {

    @Bean
    CommandLineRunner runner() {
      return args -> System.out.println("ran " + String.join(" ", args));
    }

    @Bean
    ExitCodeGenerator code() {
      return () -> 3;
    }
  }

  private static SpringApplication batch(Class<?> source) {
    SpringApplication application = new SpringApplication(source);
    application.setWebApplicationType(WebApplicationType.NONE);
    return application;
  }

  @Test
  void batch_endsTheContainerWithTheCodeOfItsContext() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("job", springBoot(() -> batch(Batch.class), "own"));

      cluster.apply(JOB);

      await().atMost(ofSeconds(30)).untilAsserted(() -> assertThat(exitCode(cluster)).isEqualTo(3));
      assertThat(cluster.logs("job")).contains("ran own from pod\n");
    }
  }

  /** One that cannot start. */
  @Configuration(proxyBeanMethods = false)
  static class Broken {

    @Bean
    String broken() {
      throw new IllegalStateException("no database");
    }
  }

  @Test
  void applicationThatDoesNotStart_endsTheContainerAndSaysWhy() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("job", springBoot(() -> batch(Broken.class)));

      cluster.apply(JOB);

      await().atMost(ofSeconds(30)).untilAsserted(() -> assertThat(exitCode(cluster)).isEqualTo(1));
      assertThat(cluster.logs("job"))
          .contains(
              "Exception in thread \"main\" ",
              "Caused by: java.lang.IllegalStateException: no database");
    }
  }

  @Test
  void virtualTime_waitsForTheStart() throws Exception {
    try (Cluster cluster = Cluster.builder().virtualTime().start()) {
      cluster.images().add("shop/orders", springBoot(OrdersApplication.class));

      cluster.apply(ORDERS).settle().advance(ofSeconds(5));

      assertThat(
              cluster
                  .client()
                  .list(dev.coracle.api.ResourceType.DEPLOYMENTS, ListOptions.ALL)
                  .items())
          .allSatisfy(d -> assertThat(d.at("status", "readyReplicas").asInt()).isEqualTo(3));
    }
  }
}
