// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ResourceType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cluster that is reached by its kubeconfig alone, as a real one is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteClusterTest {

  private static final String ORDERS =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: %1$s}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: orders, namespace: %1$s}
      spec:
        replicas: 2
        selector: {matchLabels: {app: orders}}
        template:
          metadata: {labels: {app: orders}}
          spec:
            containers:
            - name: orders
              image: shop/orders:1
              ports: [{name: http, containerPort: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders, namespace: %1$s}
      spec:
        selector: {app: orders}
        ports: [{port: 80, targetPort: http, name: http}, {port: 81, targetPort: 8081, name: nobody}]
      """;

  private final Cluster real = Cluster.start();

  @TempDir Path directory;

  @BeforeAll
  void addImage() {
    real.images()
        .add(
            "shop/orders:1",
            http(
                request -> text(request.pod().name() + " " + request.path()).withHeader("X", "1")));
  }

  @AfterAll
  void stop() {
    real.close();
  }

  private Cluster connect() {
    return Cluster.connect(real.writeKubeconfig(directory.resolve("config")));
  }

  private static HttpResponse<String> get(Cluster cluster, String url)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build();
    return cluster.httpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void manifests_areAppliedAwaitedAndCleanedUp() {
    try (Cluster remote = connect()) {
      remote.apply(ORDERS.formatted("one")).awaitReady();

      assertThat(
              real.get(ResourceType.DEPLOYMENTS, "one/orders").number(0, "status", "readyReplicas"))
          .isEqualTo(2);
      remote.apply(ORDERS.formatted("one").replace("replicas: 2", "replicas: 1")).awaitReady();
      assertThat(remote.inNamespace("one").pods("deploy/orders")).hasSize(1);
    }
    real.awaitGone("namespace/one");
  }

  @Test
  void whatWasThereBefore_isNotAppliedOver() {
    real.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: theirs}\ndata: {a: '1'}\n");

    try (Cluster remote = connect()) {
      assertThatThrownBy(
              () ->
                  remote.apply(
                      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: theirs}\ndata: {a: '2'}\n"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ConfigMap default/theirs is there already, and not by this test");
    }
    assertThat(real.get(ResourceType.CONFIG_MAPS, "theirs").stringMap("data"))
        .containsEntry("a", "1");
  }

  @Test
  void service_isCalledThroughPortForwards() throws Exception {
    try (Cluster remote = connect()) {
      remote.apply(ORDERS.formatted("two")).awaitReady();
      Set<String> pods = new TreeSet<>();

      for (int i = 0; i < 4; i++) {
        HttpResponse<String> answer = get(remote, "http://orders.two.svc.cluster.local/a?b=c");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X")).contains("1");
        pods.add(answer.body());
      }

      assertThat(pods).hasSize(2).allMatch(body -> body.endsWith(" /a"));
      assertThat(remote.service("two/orders").port(80).get("/b").body()).endsWith(" /b");
      InetSocketAddress address = remote.addressOf("two/orders", 80);
      assertThat(get(remote, "http://orders.two/").body()).startsWith("orders-");
      assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void bigBodies_goBothWays() throws Exception {
    real.images().add("echo:1", http(request -> text(request.body())));
    String body = "0123456789abcdef".repeat(200_000);
    try (Cluster remote = connect()) {
      remote
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: echo, labels: {app: echo}}
              spec: {containers: [{name: echo, image: 'echo:1', ports: [{containerPort: 8080}]}]}
              ---
              apiVersion: v1
              kind: Service
              metadata: {name: echo}
              spec: {selector: {app: echo}, ports: [{port: 80, targetPort: 8080}]}
              """)
          .awaitReady("service/echo");

      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://echo/"))
              .timeout(Duration.ofSeconds(30))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> answer = remote.httpClient().send(request, BodyHandlers.ofString());

      assertThat(answer.body()).hasSameSizeAs(body).isEqualTo(body);
    }
  }

  @Test
  void nameThatLeadsNowhere_isAnsweredWithTheReason() throws Exception {
    try (Cluster remote = connect()) {
      remote.apply(ORDERS.formatted("three")).awaitReady();

      assertThat(get(remote, "http://orders.three:82/").body())
          .isEqualTo("service \"three/orders\" has no port 82 (its ports: 80, 81)\n");
      assertThat(get(remote, "http://absent.three/").body())
          .isEqualTo("service \"three/absent\": not found\n");
      HttpResponse<String> refused = get(remote, "http://orders.three:81/");
      assertThat(refused.statusCode()).isEqualTo(502);
      assertThat(refused.body()).contains("8081");
    }
  }

  @Test
  void podsAreLookedInto() {
    try (Cluster remote = connect()) {
      remote
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: shell}
              spec:
                containers:
                - {name: main, image: busybox, command: [sh, -c, 'echo hello; sleep 3600']}
              """)
          .awaitReady();

      remote.await("it says hello", cluster -> cluster.logs("shell").equals("hello\n"));
      assertThat(remote.exec("shell", "sh", "-c", "echo out; echo err >&2; exit 3"))
          .isEqualTo(new Cluster.ExecResult(3, "out\n", "err\n"));
      assertThat(remote.exec("shell", "true").exitCode()).isZero();
    }
  }

  @Test
  void vainWait_saysWhyHereToo() {
    try (Cluster remote = connect()) {
      remote.apply(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: lost}
          spec:
            containers: [{name: main, image: busybox, envFrom: [{configMapRef: {name: absent}}]}]
          """);

      assertThatThrownBy(() -> remote.awaitReady("pod/lost", Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("CreateContainerConfigError: configmap \"absent\" not found");
      assertThat(remote.report().summary()).contains("the cluster of ", "Pod default/lost");
    }
  }

  @Test
  void powersOfCoracle_areRefusedByName() {
    try (Cluster remote = connect()) {
      List<Runnable> calls =
          List.of(
              remote::images,
              () -> remote.advance(Duration.ofSeconds(1)),
              () -> remote.pod("web").crash(),
              remote::connections,
              remote::settle,
              remote::reset,
              () -> remote.service("web").from("client").get("/"));

      assertThat(calls)
          .extracting(RemoteClusterTest::refusal)
          .allMatch(message -> message.contains(" needs a cluster of Coracle's own, and this test"))
          .extracting(message -> message.substring(0, message.indexOf(' ')))
          .containsExactly(
              "Cluster.images",
              "Cluster.advance",
              "RunningPod.crash",
              "Cluster.connections",
              "Cluster.settle",
              "Cluster.reset",
              "RunningService.from");
    }
  }

  private static String refusal(Runnable call) {
    try {
      call.run();
      return "none";
    } catch (NeedsCoracleException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void optionOfCoracle_isRefusedByName() {
    Path config = real.writeKubeconfig(directory.resolve("options"));

    assertThatThrownBy(() -> Cluster.builder().virtualTime().connect(config))
        .isInstanceOf(NeedsCoracleException.class)
        .hasMessage(
            "virtualTime() needs a cluster of Coracle's own, and this test runs against the cluster"
                + " of "
                + config);
  }

  @Test
  void apiServerAlone_takesManifestsAndRunsNothing() {
    try (Cluster bare = Cluster.builder().controlPlaneOnly().start();
        Cluster remote = Cluster.connect(bare.writeKubeconfig(directory.resolve("bare")))) {
      remote.apply(ORDERS.formatted("four"));

      assertThat(remote.get(ResourceType.SERVICES, "four/orders").text("spec", "clusterIP"))
          .isNotEmpty();
      assertThatThrownBy(() -> remote.awaitReady(Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Deployment four/orders: 0 of 2 replicas");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " => ",
      textBlock =
          """
          token: => exec: {command: aws} => exec is not supported (expected: a token or a client certificate
          server: => proxy-url: http://p, server: => proxy-url is not supported (expected: a cluster that
          current-context: coracle => current-context: other => contexts: "other" (expected: one of [coracle])
          current-context: coracle => {} => no current-context (expected: one of [coracle])
          """)
  void kubeconfigThatCannotBeUsed_saysWhy(String part, String other, String message)
      throws IOException {
    Path config = real.writeKubeconfig(directory.resolve("broken"));
    String text = Files.readString(config);
    String replaced =
        switch (part) {
          case "token:" -> text.replaceAll("token: .*", other);
          case "server:" -> text.replace("server: ", "proxy-url: \"http://p\"\n    server: ");
          default -> text.replace(part + "\n", other.equals("{}") ? "\n" : other + "\n");
        };
    Files.writeString(config, replaced);

    assertThatThrownBy(() -> Cluster.connect(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("kubeconfig " + config + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void certificatesBesideTheFile_areRead() throws IOException {
    var authority = real.parts().api().certificateAuthority();
    var admin = authority.issueClient("me", Set.of("system:masters"), real.parts().time().now());
    Files.writeString(directory.resolve("ca.pem"), authority.certificatePem());
    Files.writeString(directory.resolve("me.pem"), admin.certificatesPem());
    Files.writeString(directory.resolve("me.key"), admin.privateKeyPem());
    Path config = real.writeKubeconfig(directory.resolve("certificates"));
    Files.writeString(
        config,
        Files.readString(config)
            .replaceAll("certificate-authority-data: .*", "certificate-authority: ca.pem")
            .replaceAll("( +)token: .*", "$1client-certificate: me.pem\n$1client-key: me.key"));

    try (Cluster remote = Cluster.connect(config)) {
      assertThat(remote.nodes()).containsExactly("node-1");
      Path flat = Files.writeString(directory.resolve("flat"), remote.kubeconfig());
      try (Cluster again = Cluster.connect(flat)) {
        assertThat(again.nodes()).containsExactly("node-1");
      }
    }
  }

  @Test
  void serverOfAnotherAuthority_isTrustedOnlyWhereThatIsSaid() throws IOException {
    try (Cluster other = Cluster.builder().controlPlaneOnly().start()) {
      Path config = real.writeKubeconfig(directory.resolve("other"));
      String server = "server: " + real.httpsUrl();
      String text = Files.readString(config).replaceAll("server: .*", server);
      String wrong =
          Base64.getEncoder()
              .encodeToString(
                  other.parts().api().certificateAuthority().certificatePem().getBytes(UTF_8));
      Files.writeString(config, text.replaceAll("(authority-data): .*", "$1: " + wrong));
      Path unverified =
          Files.writeString(
              directory.resolve("unverified"),
              text.replaceAll("certificate-authority-data: .*", "insecure-skip-tls-verify: true"));

      assertThatThrownBy(() -> Cluster.connect(config))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot reach " + real.httpsUrl());
      try (Cluster remote = Cluster.connect(unverified)) {
        assertThat(remote.nodes()).containsExactly("node-1");
      }
    }
  }

  @Test
  void serverThatIsNotThere_isNamed() throws IOException {
    Path config = real.writeKubeconfig(directory.resolve("gone"));
    Files.writeString(
        config, Files.readString(config).replaceAll("server: .*", "server: https://127.0.0.1:1"));

    assertThatThrownBy(() -> Cluster.connect(config))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot reach https://127.0.0.1:1")
        .hasMessageEndingWith("(expected: an API server that answers)");
  }
}
