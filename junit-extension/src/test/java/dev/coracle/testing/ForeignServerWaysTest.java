// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.PODS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.coracle.api.net.CallerNotice;
import dev.coracle.network.NetworkPlan;
import dev.coracle.program.ContainerContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways that lead to a server which is not ours, and what it and its callers may do there. */
@ParameterizedClass(name = "{0} {1}")
@CsvSource({"LOOPBACK,NONE", "LOOPBACK,X_FORWARDED_FOR", "VIRTUAL,NONE", "VIRTUAL,X_FORWARDED_FOR"})
final class ForeignServerWaysTest {

  private static final int BIG = 4 << 20;
  private static final int CLIENTS = 20;
  private static final int REQUESTS = 1_000;

  private static final String SERVER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: server, labels: {app: server}}
      spec:
        containers:
        - {name: c, image: "server:1", ports: [{containerPort: 8080, hostPort: 31190}], readinessProbe: {httpGet: {port: 8080}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: server}
      spec: {selector: {app: server}, ports: [{port: 80, targetPort: 8080}]}
      """;

  private final Cluster cluster;
  private final CallerNotice notice;
  private final AtomicInteger ended = new AtomicInteger();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ForeignServerWaysTest(NetworkPlan plan, CallerNotice notice) {
    this.notice = notice;
    this.cluster = Cluster.builder().plan(plan).start();
    cluster.images().add("server:1", this::serve);
    cluster.apply(SERVER).awaitReady();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void serve(ContainerContext context) throws IOException {
    HttpServer server = HttpServer.create(context.bindAddress(8080, notice), 0);
    server.setExecutor(task -> context.spawn("request", task));
    server.createContext("/", exchange -> answer(exchange, "fine".getBytes(UTF_8)));
    server.createContext("/echo", exchange -> answer(exchange, body(exchange)));
    server.createContext("/endless", this::writeUntilRefused);
    server.createContext("/broken", HttpExchange::close);
    server.start();
    context.closeAtEnd(() -> server.stop(0));
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    return exchange.getRequestBody().readAllBytes();
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void writeUntilRefused(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] block = new byte[64 << 10];
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < 512; i++) {
        out.write(block);
      }
    } finally {
      ended.incrementAndGet();
    }
  }

  private InetSocketAddress outside() {
    return cluster.realAddress(cluster.get(PODS, "server").text("status", "podIP"), 8080);
  }

  private static URI uri(InetSocketAddress at, String path) {
    return URI.create("http://" + at.getHostString() + ":" + at.getPort() + path);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(outside(), path));
  }

  private String get(URI uri) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + cluster.token()).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void allWays_leadToTheServer() throws Exception {
    String node = cluster.get(PODS, "server").text("status", "hostIP");
    String api = cluster.httpUrl() + "/api/v1/namespaces/default/";

    assertThat(get(uri(outside(), "/"))).isEqualTo("fine");
    assertThat(get(uri(cluster.addressOf("server", 80), "/"))).isEqualTo("fine");
    assertThat(get(uri(cluster.realAddress(node, 31190), "/"))).isEqualTo("fine");
    assertThat(get(URI.create(api + "pods/server:8080/proxy/"))).isEqualTo("fine");
    assertThat(get(URI.create(api + "services/server:80/proxy/"))).isEqualTo("fine");
    assertThat(cluster.service("server").get("/").body()).isEqualTo("fine");
    assertThat(PortForwarded.get(cluster, "server", 8080)).endsWith("fine");
    HttpRequest tunnelled = HttpRequest.newBuilder(URI.create("http://server/")).build();
    assertThat(cluster.httpClient().send(tunnelled, BodyHandlers.ofString()).body())
        .isEqualTo("fine");
  }

  @Test
  void manyRequestsOfManyClients_areAllAnswered() throws Exception {
    List<CompletableFuture<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(requests(REQUESTS / CLIENTS, 0));
    }

    assertThat(clients.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(REQUESTS);
  }

  /** One after the other, so that a client needs one connection. */
  private CompletableFuture<Integer> requests(int left, int fine) {
    return left == 0
        ? CompletableFuture.completedFuture(fine)
        : http.sendAsync(request("/").build(), BodyHandlers.ofString())
            .thenCompose(
                answer -> requests(left - 1, fine + (answer.body().equals("fine") ? 1 : 0)));
  }

  @Test
  void bigBodies_areCarriedBothWays() throws Exception {
    byte[] sent = new byte[BIG];
    new Random(1).nextBytes(sent);

    HttpRequest fixed = request("/echo").POST(BodyPublishers.ofByteArray(sent)).build();
    assertThat(http.send(fixed, BodyHandlers.ofByteArray()).body()).isEqualTo(sent);

    HttpRequest chunked =
        request("/echo")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(sent)))
            .build();
    assertThat(http.send(chunked, BodyHandlers.ofByteArray()).body()).isEqualTo(sent);
  }

  @Test
  void readerThatStops_stopsTheServer() throws Exception {
    HttpResponse<InputStream> answer =
        http.send(request("/endless").build(), BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      assertThat(in.read()).isZero();

      await().during(Duration.ofMillis(400)).until(() -> ended.get() == 0);

      assertThat(in.readAllBytes()).hasSize((32 << 20) - 1);
    }
    await().until(() -> ended.get() == 1);
  }

  @Test
  void callerThatResets_endsTheServersConnection() throws Exception {
    InetSocketAddress at = outside();
    Socket socket = new Socket(at.getAddress(), at.getPort());
    try (socket) {
      socket.getOutputStream().write("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      socket.setSoLinger(true, 0);
    }

    await().until(() -> ended.get() == 1);
  }

  @Test
  void serverThatBreaksOff_isSeenByItsCaller() {
    assertThatThrownBy(() -> http.send(request("/broken").build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }
}
