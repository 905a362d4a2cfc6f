// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.PODS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coracle.api.net.CallerNotice;
import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.NetworkPlan;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are not ours and listen at the hidden address which a Pod hands them. */
final class ForeignServerTest {

  private static final String SERVER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: server, labels: {app: server}}
      spec:
        containers:
        - {name: c, image: "server:1", ports: [{containerPort: 8080}], readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: server}
      spec: {selector: {app: server}, ports: [{port: 80, targetPort: 8080}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client, labels: {app: client}}
      spec: {containers: [{name: sh, image: busybox, command: [sleep, infinity]}]}
      """;

  private static final String ONLY_FRIENDS =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: friends}
      spec:
        podSelector: {matchLabels: {app: server}}
        ingress: [{from: [{podSelector: {matchLabels: {app: friend}}}]}]
      """;

  private static final int HEAD_OF_VERSION_2 = 28;

  /** Answers with the peer that it sees, and whom it is told of. */
  private static void serve(ContainerContext context, InetSocketAddress address)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              (exchange.getRemoteAddress().getAddress().getHostAddress()
                      + " for "
                      + exchange.getRequestHeaders().get("X-Forwarded-For"))
                  .getBytes(UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    context.onTerminate(
        () -> {
          server.stop(0);
          context.exit(0);
        });
  }

  private static Cluster start(NetworkPlan plan, ContainerProgram program) {
    Cluster cluster = Cluster.builder().plan(plan).deniedTraffic(DeniedTraffic.REJECT).start();
    cluster.images().add("server:1", program);
    cluster.apply(SERVER);
    return cluster;
  }

  private static Cluster.ExecResult get(Cluster cluster, String url) {
    return cluster.exec("client", "wget", "-T", "5", "-qO-", url);
  }

  private static String ip(Cluster cluster, String pod) {
    return cluster.get(PODS, pod).text("status", "podIP");
  }

  private static String get(InetSocketAddress address) throws Exception {
    URI uri = URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/");
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  @ParameterizedTest
  @EnumSource
  void server_isReachedThroughThePodsAddress(NetworkPlan plan) throws Exception {
    ContainerProgram program = context -> serve(context, context.bindAddress(8080));

    try (Cluster cluster = start(plan, program)) {
      cluster.awaitReady();

      String ip = ip(cluster, "server");
      assertThat(get(cluster, "http://server/").stdout()).isEqualTo("127.0.0.1 for null");
      assertThat(get(cluster, "http://" + ip + ":8080/").stdout()).isEqualTo("127.0.0.1 for null");
      assertThat(get(cluster.realAddress(ip, 8080))).isEqualTo("127.0.0.1 for null");
      assertThat(get(cluster.addressOf("server", 80))).isEqualTo("127.0.0.1 for null");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LOOPBACK,NONE",
    "VIRTUAL,NONE",
    "LOOPBACK,X_FORWARDED_FOR",
    "VIRTUAL,PROXY_PROTOCOL"
  })
  void serverThatDoesNotListenYet_isNeitherReadyNorReached(NetworkPlan plan, CallerNotice notice) {
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<InetSocketAddress> handed = new CompletableFuture<>();
    ContainerProgram program =
        context -> {
          InetSocketAddress address = context.bindAddress(8080, notice);
          handed.complete(address);
          context.spawn("server", () -> serveAfter(gate, context, address));
        };

    try (Cluster cluster = start(plan, program)) {
      handed.join();
      cluster.pod("client").awaitReady();
      assertThat(get(cluster, "http://" + ip(cluster, "server") + ":8080/").stderr())
          .contains("Connection refused");
      assertThat(cluster.pod("server").isReady()).isFalse();

      gate.countDown();
      cluster.awaitReady();
      assertThat(cluster.pod("server").isReady()).isTrue();
    }
  }

  private static void serveAfter(
      CountDownLatch gate, ContainerContext context, InetSocketAddress address) {
    try {
      gate.await();
      serve(context, address);
    } catch (IOException | InterruptedException e) {
      context.exit(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void server_isToldOfItsCallerByHeader(NetworkPlan plan) {
    ContainerProgram program =
        context -> serve(context, context.bindAddress(8080, CallerNotice.X_FORWARDED_FOR));

    try (Cluster cluster = start(plan, program)) {
      cluster.awaitReady();

      String caller = ip(cluster, "client");
      assertThat(get(cluster, "http://server/").stdout())
          .isEqualTo("127.0.0.1 for [" + caller + "]");
      assertThat(
              cluster
                  .exec(
                      "client",
                      "wget",
                      "-qO-",
                      "--header",
                      "X-Forwarded-For: 1.2.3.4",
                      "http://server/")
                  .stdout())
          .isEqualTo("127.0.0.1 for [1.2.3.4, " + caller + "]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void server_isToldOfItsCallerByTheProxyProtocol(NetworkPlan plan) {
    ContainerProgram program =
        context -> {
          InetSocketAddress address = context.bindAddress(8080, CallerNotice.PROXY_PROTOCOL);
          ServerSocket server = new ServerSocket();
          server.bind(address);
          context.spawn("server", () -> echoFirstLine(server));
        };

    try (Cluster cluster = start(plan, program)) {
      cluster.awaitReady();

      Cluster.ExecResult line =
          cluster.exec("client", "sh", "-c", "echo hello | nc -w 2 server 80");
      assertThat(line.stdout().split(" "))
          .startsWith("PROXY", "TCP4", ip(cluster, "client"), ip(cluster, "server"))
          .endsWith("8080\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void server_isToldOfItsCallerByVersion2OfTheProxyProtocol(NetworkPlan plan) throws Exception {
    ContainerProgram program =
        context -> {
          ServerSocket server = new ServerSocket();
          server.bind(context.bindAddress(8080, CallerNotice.PROXY_PROTOCOL_V2));
          context.spawn("server", () -> echoHead(server));
        };

    try (Cluster cluster = start(plan, program)) {
      cluster.awaitReady();

      InetSocketAddress real = cluster.realAddress(ip(cluster, "server"), 8080);
      try (Socket socket = new Socket(real.getAddress(), real.getPort())) {
        byte[] head = socket.getInputStream().readNBytes(HEAD_OF_VERSION_2);
        byte[] called = InetAddress.getByName(ip(cluster, "server")).getAddress();
        assertThat(head)
            .startsWith('\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n');
        assertThat(Arrays.copyOfRange(head, 16, 20)).containsExactly(127, 0, 0, 1);
        assertThat(Arrays.copyOfRange(head, 20, 24)).isEqualTo(called);
      }
    }
  }

  private static void echoHead(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        byte[] head = socket.getInputStream().readNBytes(HEAD_OF_VERSION_2);
        socket.getOutputStream().write(head);
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void echoFirstLine(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept();
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
        String line = reader.readLine();
        reader.readLine();
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void serverToldByHeader_maySwitchProtocols() throws Exception {
    ContainerProgram program =
        context -> {
          ServerSocket server = new ServerSocket();
          server.bind(context.bindAddress(8080, CallerNotice.X_FORWARDED_FOR));
          context.spawn("server", () -> switchProtocols(server));
        };

    try (Cluster cluster = start(NetworkPlan.VIRTUAL, program)) {
      cluster.awaitReady();
      InetSocketAddress real = cluster.realAddress(ip(cluster, "server"), 8080);
      try (Socket socket = new Socket(real.getAddress(), real.getPort())) {
        String head = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: any\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));

        List<String> answer = List.of(reader.readLine(), reader.readLine(), reader.readLine());
        socket.getOutputStream().write("not HTTP at all\n".getBytes(UTF_8));

        assertThat(answer.get(0)).isEqualTo("HTTP/1.1 101 Switching Protocols");
        assertThat(reader.lines()).contains("echo of not HTTP at all");
      }
    }
  }

  private static void switchProtocols(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept();
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
        String line = reader.readLine();
        while (line != null && !line.isEmpty()) {
          line = reader.readLine();
        }
        if (line != null) {
          String head =
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: any\r\n\r\n";
          socket.getOutputStream().write(head.getBytes(UTF_8));
          String echo = "echo of " + reader.readLine() + "\n";
          socket.getOutputStream().write(echo.getBytes(UTF_8));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void policy_isAskedAboutTheRealCaller(NetworkPlan plan) {
    ContainerProgram program = context -> serve(context, context.bindAddress(8080));

    try (Cluster cluster = start(plan, program)) {
      cluster.awaitReady();
      cluster.apply(ONLY_FRIENDS).settle();

      assertThat(get(cluster, "http://server/").stderr()).contains("Connection refused");
      cluster.apply(SERVER.replace("app: client", "app: friend")).settle();
      assertThat(get(cluster, "http://server/").stdout()).isEqualTo("127.0.0.1 for null");
    }
  }

  @Test
  void secondServerOfAPort_isRefused() {
    ContainerProgram program =
        context -> {
          context.bindAddress(8080);
          context.bindAddress(8080);
        };

    try (Cluster cluster = start(NetworkPlan.VIRTUAL, program)) {
      cluster.settle();

      assertThat(cluster.pod("server").log()).contains("Address already in use");
    }
  }

  @Test
  void portOfAContainerThatEnded_isFree() throws Exception {
    CompletableFuture<InetSocketAddress> handed = new CompletableFuture<>();
    ContainerProgram program =
        context -> {
          handed.complete(context.bindAddress(8080));
        };
    try (Cluster cluster = start(NetworkPlan.VIRTUAL, program)) {
      cluster.settle();
      try (ServerSocket taker = new ServerSocket()) {
        taker.bind(handed.join());
      }
    }

    try (ServerSocket stranger = new ServerSocket()) {
      stranger.setReuseAddress(false);
      stranger.bind(handed.join());
      assertThat(stranger.getLocalPort()).isEqualTo(handed.join().getPort());
    }
  }
}
