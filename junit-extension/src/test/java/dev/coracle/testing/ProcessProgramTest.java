// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.process;
import static dev.coracle.program.Programs.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import dev.coracle.program.ProcessProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Processes of the machine that are the programs of containers. */
final class ProcessProgramTest {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: app, labels: {app: app}}
      spec:
        restartPolicy: Never
        terminationGracePeriodSeconds: 2
        containers:
        - name: c
          image: app:1
          ports: [{containerPort: 8080}]
          env: [{name: GREETING, value: hello}]
      """;

  private static final String SERVICES =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: app}
      spec: {selector: {app: app}, ports: [{port: 80, targetPort: 8080}]}
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
      """;

  /** A server that answers with what it gets from the URL of its query, twice. */
  public static final class Server {

    public static void main(String[] args) throws IOException {
      int port = Integer.parseInt(System.getenv("SERVER_PORT"));
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext(
          "/",
          exchange -> {
            String url = exchange.getRequestURI().getQuery();
            byte[] answer = (overConnection(url) + " " + overHttpClient(url)).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
      System.out.println(System.getenv("GREETING") + " " + String.join(" ", args));
      Runtime.getRuntime().addShutdownHook(new Farewell());
    }

    private static String overConnection(String url) throws IOException {
      try (var answer = URI.create(url).toURL().openStream()) {
        return new String(answer.readAllBytes(), UTF_8);
      }
    }

    private static String overHttpClient(String url) throws IOException {
      try {
        return HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
            .body();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private static final class Farewell extends Thread {

    @Override
    public void run() {
      System.out.println("bye");
    }
  }

  private static ProcessProgram java(Class<?> type, String... args) {
    String[] words = new String[args.length + 4];
    words[0] = "java";
    words[1] = "-cp";
    words[2] = classes(type);
    words[3] = type.getName();
    System.arraycopy(args, 0, words, 4, args.length);
    return process(words);
  }

  private static String classes(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private static Cluster start(ProcessProgram program) {
    Cluster cluster = Cluster.start();
    cluster.images().add("app:1", program);
    cluster.apply(POD).settle();
    return cluster;
  }

  private static void awaitPhase(Cluster cluster, String phase) {
    await()
        .atMost(ofSeconds(20))
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

  private static String get(Cluster cluster, String url) throws Exception {
    return cluster
        .httpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void server_isReachedAndCallsServicesByNameAsItsPod() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .images()
          .add("back", http(request -> text(request.remote().getAddress().getHostAddress())))
          .add("app:1", java(Server.class, "from", "$(GREETING)").listeningOn(8080, "SERVER_PORT"));

      cluster.apply(POD + "---\n" + SERVICES).awaitReady();

      await().untilAsserted(() -> assertThat(cluster.logs("app")).isEqualTo("hello from hello\n"));
      String ip = cluster.get(PODS, "app").text("status", "podIP");
      assertThat(get(cluster, "http://app.default/?http://back/")).isEqualTo(ip + " " + ip);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void stopSignal_isThatOfTheSystem() {
    String kept = POD.replace("name: app, ", "name: app, finalizers: [test/keep], ");
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("app:1", java(Server.class).listeningOn(8080, "SERVER_PORT"));
      cluster.apply(kept).awaitReady();
      await().untilAsserted(() -> assertThat(cluster.logs("app")).startsWith("hello"));
      cluster.client().delete(PODS, ObjectKey.of("default", "app"));

      await().untilAsserted(() -> assertThat(exitCode(cluster)).isEqualTo(143));
      assertThat(cluster.logs("app")).isEqualTo("hello \nbye\n");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void exitCodeAndBothOutputs_areTheContainers() {
    try (Cluster cluster = start(process("sh", "-c", "echo out; echo err >&2; exit 3"))) {
      awaitPhase(cluster, "Failed");

      assertThat(exitCode(cluster)).isEqualTo(3);
      assertThat(cluster.logs("app").lines()).containsExactlyInAnyOrder("out", "err");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void descendants_endWithTheContainer() {
    String both = "sleep 1000 & echo $!; (sleep 1000 & echo $!); exec sleep 1000";
    try (Cluster cluster = start(process("sh", "-c", both))) {
      await().untilAsserted(() -> assertThat(cluster.logs("app").lines()).hasSize(2));
      var pids = cluster.logs("app").lines().map(Long::valueOf).toList();

      cluster.pod("app").crash();

      await()
          .untilAsserted(
              () -> assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void descendantsLeftBehind_endWithTheirContainersProcess() {
    String leaves = "(sleep 1000 & echo $!)";
    try (Cluster cluster = start(process("sh", "-c", leaves))) {
      awaitPhase(cluster, "Succeeded");

      long pid = Long.parseLong(cluster.logs("app").strip());

      await().until(() -> ProcessHandle.of(pid).isEmpty());
    }
  }

  /** A JVM that ends without closing its cluster, and says which process it has left. */
  public static final class Forgetful {

    public static void main(String[] args) {
      Cluster cluster = start(process("sh", "-c", "echo $$$$; exec sleep 1000"));
      await().untilAsserted(() -> assertThat(cluster.logs("app")).isNotBlank());
      System.out.println(cluster.logs("app"));
      System.exit(0);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void processes_endWithTheJvm() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Forgetful.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
    jvm.waitFor();

    long left = Long.parseLong(output.strip());
    await().until(() -> ProcessHandle.of(left).isEmpty());
  }

  @Test
  void programThatIsNotThere_endsTheContainerAndSaysWhy() {
    try (Cluster cluster = start(process("no-such-program"))) {
      awaitPhase(cluster, "Failed");

      assertThat(exitCode(cluster)).isEqualTo(1);
      assertThat(cluster.logs("app"))
          .contains(
              "process: no-such-program (expected: a program on the path of this machine, or an"
                  + " absolute path, and a working directory that exists)");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void commandOfThePod_isRunOnTheMachineOnlyWhenAllowed() {
    String pod = POD.replace("env:", "command: [echo, $(GREETING), there]\n    env:");
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("app:1", process("echo", "own"));
      cluster.apply(pod);
      awaitPhase(cluster, "Succeeded");
      assertThat(cluster.logs("app")).isEqualTo("own\n");
      assertThat(warnings(cluster))
          .contains(
              "command: [echo, hello, there] (expected: none, since [echo, own] stands for the"
                  + " image; process(…).runningPodCommand() runs it on this machine)");

      cluster.client().delete(PODS, ObjectKey.of("default", "app"));
      await().until(() -> cluster.client().find(PODS, ObjectKey.of("default", "app")).isEmpty());
      cluster.images().add("app:1", process("echo", "own").runningPodCommand());
      cluster.apply(pod);

      awaitPhase(cluster, "Succeeded");
      assertThat(cluster.logs("app")).isEqualTo("hello there\n");
    }
  }

  private static String warnings(Cluster cluster) {
    return cluster
        .client()
        .list(ResourceType.EVENTS, ListOptions.inNamespace("default"))
        .items()
        .stream()
        .filter(event -> event.text("reason").equals("NotHonoured"))
        .map(event -> event.text("message"))
        .toList()
        .toString();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void filesThatAreMounted_areReadWhereArgumentsAndVariablesNameThem() {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("app:1", process("sh", "-c", "cat $1 $FILE; echo; ls /etc/other", "sh"));

      cluster.apply(
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: files}
          data: {a: one, b: two}
          ---
          apiVersion: v1
          kind: Pod
          metadata: {name: app}
          spec:
            restartPolicy: Never
            containers:
            - name: c
              image: app:1
              args: [/etc/app/a]
              env: [{name: FILE, value: /etc/other/b}]
              volumeMounts: [{name: v, mountPath: /etc/app}, {name: v, mountPath: /etc/other/}]
            volumes: [{name: v, configMap: {name: files}}]
          """);

      awaitPhase(cluster, "Succeeded");
      assertThat(cluster.logs("app")).isEqualTo("onetwo\na\nb\n");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void serverThatBindsThePodsAddress_isReachedOnLoopback() throws Exception {
    try (Cluster cluster = Cluster.builder().plan(NetworkPlan.LOOPBACK).start()) {
      cluster
          .images()
          .add("app:1", java(Binder.class).bindingPodAddress(8080, "HOST"))
          .add("back", http(200));

      cluster.apply(POD + "---\n" + SERVICES).awaitReady();

      await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(get(cluster, "http://app.default/")).isEqualTo("bound"));
    }
  }

  /** A server on the address that it is told. */
  public static final class Binder {

    public static void main(String[] args) throws IOException {
      HttpServer server = HttpServer.create(new InetSocketAddress(System.getenv("HOST"), 8080), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("bound".getBytes(UTF_8));
            exchange.close();
          });
      server.start();
    }
  }

  @Test
  void virtualTime_waitsForAProcessToRest() {
    try (Cluster cluster = Cluster.builder().virtualTime().start()) {
      cluster.images().add("app:1", java(Server.class).listeningOn(8080, "SERVER_PORT"));

      cluster
          .apply(POD.replace("env:", "readinessProbe: {tcpSocket: {port: 8080}}\n    env:"))
          .settle();
      cluster.advance(ofSeconds(20));

      assertThat(
              cluster
                  .get(PODS, "app")
                  .at("status", "containerStatuses")
                  .path(0)
                  .path("ready")
                  .asBoolean())
          .isTrue();
    }
  }
}
