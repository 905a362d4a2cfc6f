// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.main;
import static dev.coracle.program.Programs.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.program.ContainerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Applications in Pods that are no more than a class with a main method. */
final class MainProgramTest {

  private static final String JOB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: app}
      spec:
        restartPolicy: Never
        containers: [{name: c, image: "app:1", args: [from, pod]}]
      """;

  /** Begins a thread that goes on, and returns. */
  public static final class GoesOn {

    static final CountDownLatch RELEASED = new CountDownLatch(1);

    public static void main(String[] args) {
      new ThreadStarter("other", GoesOn::await).start();
    }

    private static void await() {
      try {
        RELEASED.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for ever, but for an interrupt. */
  public static final class Waits {

    public static void main(String[] args) throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  public static final class Fails {

    public static void main(String[] args) {
      throw new IllegalStateException("arguments: " + String.join(" ", args));
    }
  }

  /** A server that calls another one. */
  public static final class Front {

    public static void main(String[] args) throws IOException {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
              0);
      server.createContext(
          "/",
          exchange -> {
            byte[] answer = ("front of " + get(args[1])).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }

    private static String get(String url) throws IOException {
      try (var answer = URI.create(url).toURL().openStream()) {
        return new String(answer.readAllBytes(), UTF_8);
      }
    }
  }

  public static final class NoMain {

    public void main(String[] args) {}
  }

  private static final class ThreadStarter extends Thread {

    ThreadStarter(String name, Runnable body) {
      super(body, name);
    }
  }

  private static Cluster start(ContainerProgram program) {
    Cluster cluster = Cluster.start();
    cluster.images().add("app:1", program);
    cluster.apply(JOB);
    return cluster;
  }

  private static void awaitPhase(Cluster cluster, String phase) {
    await()
        .untilAsserted(
            () -> assertThat(cluster.get(PODS, "app").text("status", "phase")).isEqualTo(phase));
  }

  private static int exitCode(Cluster cluster) {
    return cluster
        .get(PODS, "app")
        .at("status", "containerStatuses")
        .path(0)
        .at("/state/terminated/exitCode")
        .asInt(-1);
  }

  private static List<String> warnings(Cluster cluster) {
    return cluster
        .client()
        .list(ResourceType.EVENTS, ListOptions.inNamespace("default"))
        .items()
        .stream()
        .filter(event -> event.text("type").equals("Warning"))
        .map(event -> event.text("reason") + " " + event.text("message"))
        .toList();
  }

  @Test
  void containerOfMain_endsWithTheLastThreadThatIsNoDaemon() {
    try (Cluster cluster = start(main(GoesOn.class))) {
      awaitPhase(cluster, "Running");
      cluster.settle();
      assertThat(cluster.get(PODS, "app").text("status", "phase")).isEqualTo("Running");

      GoesOn.RELEASED.countDown();

      awaitPhase(cluster, "Succeeded");
    }
  }

  @Test
  void uncaughtException_isLoggedAndEndsTheContainerWithOne() {
    try (Cluster cluster = start(main(Fails.class, "own", "$(HOSTNAME)"))) {
      awaitPhase(cluster, "Failed");

      assertThat(exitCode(cluster)).isEqualTo(1);
      assertThat(cluster.logs("app"))
          .startsWith("Exception in thread \"main\" java.lang.IllegalStateException: arguments:")
          .contains("arguments: own app from pod")
          .contains("\tat " + Fails.class.getName() + ".main");
    }
  }

  @Test
  void mainThatWaits_isInterruptedByTheStopSignal() {
    try (Cluster cluster = start(main(Waits.class))) {
      awaitPhase(cluster, "Running");

      cluster.client().delete(PODS, ObjectKey.of("default", "app"));

      await().until(() -> cluster.client().find(PODS, ObjectKey.of("default", "app")).isEmpty());
    }
  }

  @Test
  void environmentThatTheJvmCannotHave_isAWarning() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("app:1", main(Waits.class, "$(SEEN)"));

      cluster
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: app}
              spec:
                containers:
                - name: c
                  image: app:1
                  command: [java, -jar, app.jar]
                  env: [{name: SEEN, value: a}, {name: DB_URL, value: b}, {name: MODE, value: c}]
              """)
          .awaitReady();

      assertThat(warnings(cluster))
          .containsExactlyInAnyOrder(
              "NotHonoured env: DB_URL, MODE (expected: no env, or one that a process of its own"
                  + " can have; "
                  + Waits.class.getName()
                  + " runs in the JVM of the test, and Programs.process(\"java\", …) runs it"
                  + " beside)",
              "NotHonoured command: [java, -jar, app.jar] (expected: no command, or one that a"
                  + " process of its own can have; "
                  + Waits.class.getName()
                  + " runs in the JVM of the test, and Programs.process(\"java\", …) runs it"
                  + " beside)");
    }
  }

  @Test
  void serverOfMain_isReachedAndCallsServicesByName() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .images()
          .add(
              "back",
              http(request -> text("back for " + request.remote().getAddress().getHostAddress())));
      cluster.images().add("front", main(Front.class, "$(PORT)", "http://back/"));

      cluster
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: front, labels: {app: front}}
              spec:
                containers:
                - {name: c, image: front, ports: [{containerPort: 8080}],
                   readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}}
              ---
              apiVersion: v1
              kind: Service
              metadata: {name: front}
              spec: {selector: {app: front}, ports: [{port: 80, targetPort: 8080}]}
              ---
              apiVersion: v1
              kind: Pod
              metadata: {name: back, labels: {app: back}}
              spec: {containers: [{name: c, image: back, ports: [{containerPort: 8080}]}]}
              ---
              apiVersion: v1
              kind: Service
              metadata: {name: back}
              spec: {selector: {app: back}, ports: [{port: 80, targetPort: 8080}]}
              """)
          .awaitReady();

      assertThat(get(cluster, "http://front.default.svc.cluster.local/"))
          .isEqualTo("front of back for " + cluster.get(PODS, "front").text("status", "podIP"));
    }
  }

  private static String get(Cluster cluster, String url) throws Exception {
    HttpClient client = cluster.httpClient();
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void classWithoutMain_isRefused() {
    assertThatThrownBy(() -> main(NoMain.class))
        .hasMessage(
            "class: %s (expected: one with public static void main(String[]))",
            NoMain.class.getName());
  }
}
