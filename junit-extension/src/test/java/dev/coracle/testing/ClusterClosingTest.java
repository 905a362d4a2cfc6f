// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.PODS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.HttpKubeClient;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchOptions;
import dev.coracle.network.Hosts;
import dev.coracle.network.OpenConnection;
import dev.coracle.program.Images;
import dev.coracle.program.Programs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a cluster that is closed: nothing that hangs, talks or pretends. */
final class ClusterClosingTest {

  private static final ObjectKey WEB = ObjectKey.of("default", "web");
  private static final String CLOSED =
      "cluster is closed; start another one with Cluster.start() or Cluster.builder()";
  private static final String SLEEPER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {containers: [{name: web, image: busybox, command: [sleep, "100000"]}]}
      """;

  @Test
  void clientOfAClosedCluster_refusesEveryCallBySayingSo() {
    Cluster cluster = Cluster.start();
    for (KubeClient client : List.of(cluster.client(), cluster.client("jane"))) {
      assertThat(client.list(PODS, ListOptions.ALL).items()).isEmpty();
    }
    KubeClient admin = cluster.client();
    KubeClient jane = cluster.client("jane");
    KubeObject map = KubeObject.of(CONFIG_MAPS, WEB);
    cluster.close();

    for (KubeClient client : List.of(admin, jane)) {
      refused(
          Map.of(
              "get", () -> client.get(PODS, WEB),
              "find", () -> client.find(PODS, WEB),
              "list", () -> client.list(PODS, ListOptions.ALL),
              "create", () -> client.create(CONFIG_MAPS, map),
              "createSubresource", () -> client.createSubresource(PODS, WEB, "eviction", map),
              "update", () -> client.update(CONFIG_MAPS, map),
              "patch", () -> client.patch(PODS, WEB, Patch.merge(body -> {})),
              "delete", () -> client.delete(PODS, WEB),
              "deleteCollection", () -> client.deleteCollection(PODS, ListOptions.ALL),
              "watch", () -> client.watch(PODS, WatchOptions.since("0"), () -> {})));
    }
  }

  @Test
  void handlesOfAClosedCluster_refuseEveryCallBySayingSo() {
    Cluster cluster = Cluster.start();
    cluster.apply(SLEEPER).awaitReady();
    RunningPod pod = cluster.pod("web");
    Images images = cluster.images();
    Hosts hosts = cluster.hosts();
    cluster.close();

    refused(
        Map.ofEntries(
            Map.entry("object", pod::object),
            Map.entry("answer", () -> pod.answer(503)),
            Map.entry("answerNormally", pod::answerNormally),
            Map.entry("crash", pod::crash),
            Map.entry("log", pod::log),
            Map.entry("exec", () -> pod.exec("ls")),
            Map.entry("images.add", () -> images.add("a:1", Programs.http("ok"))),
            Map.entry("images.remove", () -> images.remove("a:1")),
            Map.entry("images.strict", images::strict),
            Map.entry("hosts.add", () -> hosts.add("a.b", InetAddress.getLoopbackAddress())),
            Map.entry("hosts.remove", () -> hosts.remove("a.b"))));
  }

  private static void refused(Map<String, ThrowingCallable> calls) {
    assertThat(calls)
        .allSatisfy(
            (name, call) ->
                assertThatThrownBy(call)
                    .as(name)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(CLOSED));
  }

  @Test
  void watchThatSomebodyWaitsFor_endsWithTheCluster() throws Exception {
    Cluster cluster = Cluster.start();
    CountDownLatch woken = new CountDownLatch(1);
    Watch watch =
        cluster
            .client()
            .watch(CONFIG_MAPS, WatchOptions.since(revision(cluster)), woken::countDown);
    Watch left = cluster.client().watch(PODS, WatchOptions.since("0"), () -> {});
    left.close();

    cluster.close();

    assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(watch.isOpen()).isFalse();
    assertThatThrownBy(watch::poll).hasMessage(CLOSED);
    watch.close();
  }

  private static String revision(Cluster cluster) {
    return cluster.client().list(CONFIG_MAPS, ListOptions.ALL).resourceVersion();
  }

  @Test
  void callsThatWait_endWithTheCluster() throws Exception {
    Cluster cluster = Cluster.start();
    cluster.apply(SLEEPER).awaitReady();
    cluster.apply(SLEEPER.replace("name: web}", "name: absent}").replace("busybox", "a.b/c:1"));
    List<CompletableFuture<Throwable>> ends = new ArrayList<>();
    CountDownLatch begun = new CountDownLatch(2);
    ends.add(waiting(begun, () -> cluster.exec("web", "sleep", "100000")));
    ends.add(waiting(begun, () -> cluster.awaitReady(Duration.ofMinutes(10))));
    begun.await();

    cluster.close();

    for (CompletableFuture<Throwable> end : ends) {
      assertThat(end.get(30, TimeUnit.SECONDS)).isNotNull();
    }
  }

  /** How a call ends that is made on a thread of its own. */
  private static CompletableFuture<Throwable> waiting(CountDownLatch begun, Runnable call) {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              begun.countDown();
              try {
                call.run();
                end.complete(new IllegalStateException("it returned"));
              } catch (RuntimeException e) {
                end.complete(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  @Test
  void clientOverHttp_isToldThatNobodyListens() {
    Cluster cluster = Cluster.start();
    KubeClient client =
        new HttpKubeClient(HttpClient.newHttpClient(), cluster.httpUrl(), cluster.token());
    assertThat(client.list(PODS, ListOptions.ALL).items()).isEmpty();

    cluster.close();

    assertThatThrownBy(() -> client.list(PODS, ListOptions.ALL))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("cannot reach http://127.0.0.1:");
  }

  @Test
  void doorsOfAClosedCluster_areShut() {
    Cluster cluster = Cluster.start();
    List<URI> doors = List.of(cluster.httpUrl(), cluster.httpsUrl());
    int tunnel = cluster.tunnelAddress().getPort();
    HttpClient client = cluster.httpClient();
    List<OpenConnection> connections = cluster.connections();

    cluster.close();

    List<Integer> ports = new ArrayList<>(doors.stream().map(URI::getPort).toList());
    ports.add(tunnel);
    assertThat(ports)
        .allSatisfy(
            port ->
                assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
                    .isInstanceOf(ConnectException.class));
    assertThatThrownBy(
            () ->
                client.send(
                    HttpRequest.newBuilder(URI.create("http://web.default/")).build(),
                    BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    connections.forEach(OpenConnection::close);
  }

  @Test
  void clusterClosedByManyAtOnce_isClosedForEachOfThem() throws Exception {
    Cluster cluster = Cluster.start();
    int port = cluster.httpUrl().getPort();
    CountDownLatch begun = new CountDownLatch(4);
    List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CompletableFuture<Boolean> end = new CompletableFuture<>();
      ends.add(end);
      Thread thread =
          new Thread(
              () -> {
                begun.countDown();
                cluster.close();
                end.complete(isShut(port));
              });
      thread.start();
    }
    begun.await();

    for (CompletableFuture<Boolean> end : ends) {
      assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean isShut(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  /** In a JVM of its own: tests beside it write to standard error too. */
  @ParameterizedTest
  @ValueSource(strings = {"everything is open", "an Ingress is starting", "the start fails"})
  void clusterThatIsClosed_saysNothing(String when) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BusyClusterProgram.class.getName());
    command.add(when);

    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();

    assertThat(new String(program.getInputStream().readAllBytes(), UTF_8).strip())
        .isEqualTo("closed");
    assertThat(program.waitFor()).isZero();
  }
}
