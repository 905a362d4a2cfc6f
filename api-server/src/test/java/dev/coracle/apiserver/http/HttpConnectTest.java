// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HttpConnectTest {

  private static final String POD = "/api/v1/namespaces/default/pods/web";

  private final SystemTime time = new SystemTime();
  private final HttpTester http = new HttpTester(time);
  private final FakeNodes nodes = new FakeNodes();

  @BeforeEach
  void createPod() {
    http.listeners().connectNodes(nodes);
    http.client()
        .create(
            ResourceType.PODS,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "web", "namespace": "default"},
                 "spec": {"nodeName": "n", "containers": [
                   {"name": "web", "image": "nginx", "ports": [{"containerPort": 8080}]}]}}
                """));
    http.client()
        .patchStatus(
            ResourceType.PODS,
            ObjectKey.of("default", "web"),
            Patch.merge(patch -> Json.objectAt(patch, "status").put("podIP", "10.0.0.9")));
  }

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  /** Nodes with one container that runs a few commands. */
  private static final class FakeNodes implements NodeConnection {

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CompletableFuture<String> drained = new CompletableFuture<>();
    final CountDownLatch mayGoOn = new CountDownLatch(1);
    volatile Optional<InetSocketAddress> server = Optional.empty();

    @Override
    public void logs(KubeObject pod, LogOptions options, OutputStream to)
        throws IOException, InterruptedException {
      asked.add(options.toString());
      if (options.container().equals("none")) {
        throw ApiException.badRequest("container none is not valid for pod web");
      }
      to.write("first\n".getBytes(UTF_8));
      to.flush();
      if (options.follow()) {
        mayGoOn.await();
        to.write("second\n".getBytes(UTF_8));
      }
    }

    @Override
    public int exec(KubeObject pod, ExecOptions options, Streams streams)
        throws IOException, InterruptedException {
      asked.add(options.command() + " in " + options.container());
      return switch (options.command().get(0)) {
        case "cat" -> {
          streams.stdin().transferTo(streams.stdout());
          yield 0;
        }
        case "fail" -> {
          streams.stderr().write("no such thing".getBytes(UTF_8));
          yield 7;
        }
        case "drain" -> drain(streams);
        case "refuse" -> throw ApiException.badRequest("container not found (\"x\")");
        default -> throw new IllegalStateException("broken");
      };
    }

    private int drain(Streams streams) throws IOException {
      drained.complete(new String(streams.stdin().readAllBytes(), UTF_8));
      return 0;
    }

    private int hang() throws InterruptedException {
      try {
        new CountDownLatch(1).await();
        return 0;
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }

    @Override
    public void attach(KubeObject pod, ExecOptions options, Streams streams)
        throws IOException, InterruptedException {
      if (options.tty()) {
        hang();
      }
      streams.stdout().write("attached ".getBytes(UTF_8));
      streams.stdin().transferTo(streams.stdout());
    }

    @Override
    public Socket forward(KubeObject pod, int port, Duration timeout) {
      throw new AssertionError("nothing is forwarded");
    }

    @Override
    public Socket dial(String address, int port, Duration timeout) throws IOException {
      asked.add(address + ":" + port);
      Socket socket = new Socket();
      socket.connect(server.orElseThrow(() -> new IOException("connection refused")));
      return socket;
    }
  }

  private FrameReader connect(String path, String protocol) {
    FrameReader reader = new FrameReader();
    WebSocket.Builder builder =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols(protocol)
            .header("Authorization", "Bearer " + http.listeners().adminToken());
    String url = http.listeners().httpUrl().toString().replace("http", "ws") + POD + path;
    builder.buildAsync(URI.create(url), reader).join();
    return reader;
  }

  private static String text(byte[] message) {
    return message[0] + ":" + new String(message, 1, message.length - 1, UTF_8);
  }

  private static JsonNode status(byte[] message) {
    assertThat(message[0]).as("the Status channel").isEqualTo((byte) 3);
    return Json.parse(new String(message, 1, message.length - 1, UTF_8));
  }

  // exec and attach

  @Test
  void command_readsItsInputUntilTheChannelIsClosed() throws Exception {
    FrameReader exec =
        connect("/exec?command=cat&stdin=true&stdout=true&container=web", "v5.channel.k8s.io");
    exec.send(0, "hello");
    String echoed = text(exec.message());
    exec.send(255, 0);

    assertThat(exec.subprotocol()).isEqualTo("v5.channel.k8s.io");
    assertThat(echoed).isEqualTo("1:hello");
    assertThat(status(exec.message()).path("status").asString()).isEqualTo("Success");
    assertThat(exec.closeCode()).isEqualTo(1000);
    assertThat(nodes.asked).containsExactly("[cat] in web");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v5.channel.k8s.io", "v4.channel.k8s.io"})
  void failedCommand_endsWithItsExitCode(String protocol) throws Exception {
    FrameReader exec = connect("/exec?command=fail&command=-x&stdout=1&stderr=1", protocol);

    assertThat(text(exec.message())).isEqualTo("2:no such thing");
    JsonNode status = status(exec.message());
    assertThat(status.path("reason").asString()).isEqualTo("NonZeroExitCode");
    assertThat(status.path("message").asString())
        .isEqualTo("command terminated with non-zero exit code: exit status 7");
    assertThat(status.at("/details/causes/0").toString())
        .isEqualTo("{\"reason\":\"ExitCode\",\"message\":\"7\"}");
    assertThat(exec.closeCode()).isEqualTo(1000);
    assertThat(exec.subprotocol()).isEqualTo(protocol);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"refuse, container not found (\"x\")", "break, Internal error occurred: broken"})
  void commandThatCannotRun_endsWithAStatus(String command, String message) throws Exception {
    FrameReader exec = connect("/exec?stdout=1&command=" + command, "v5.channel.k8s.io");

    assertThat(status(exec.message()).path("message").asString()).isEqualTo(message);
    assertThat(exec.closeCode()).isEqualTo(1000);
  }

  @Test
  void clientThatGoes_onlyEndsTheInputOfItsCommand() throws Exception {
    FrameReader exec = connect("/exec?command=drain&stdin=1", "v5.channel.k8s.io");

    exec.send(0, "hello");
    exec.abort();

    assertThat(nodes.drained.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(nodes.interrupted.getCount()).isEqualTo(1);
  }

  @Test
  void clientThatGoes_leavesWhatItIsAttachedTo() throws Exception {
    FrameReader attach = connect("/attach?stdin=1&tty=1", "v5.channel.k8s.io");

    attach.abort();

    assertThat(nodes.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void attach_joinsTheMainProgram() throws Exception {
    FrameReader attach = connect("/attach?stdout=1", "v4.channel.k8s.io");

    assertThat(text(attach.message())).isEqualTo("1:attached ");
    assertThat(status(attach.message()).path("status").asString()).isEqualTo("Success");
  }

  @Test
  void attachWithStdin_sendsWhatIsTyped() throws Exception {
    FrameReader attach = connect("/attach?stdin=1&stdout=1", "v5.channel.k8s.io");
    String greeting = text(attach.message());
    attach.send(0, "hello");
    String echoed = text(attach.message());
    attach.send(255, 0);

    assertThat(greeting).isEqualTo("1:attached ");
    assertThat(echoed).isEqualTo("1:hello");
    assertThat(status(attach.message()).path("status").asString()).isEqualTo("Success");
  }

  @Test
  void largeOutput_arrivesWhole() throws Exception {
    FrameReader exec = connect("/exec?command=cat&stdin=true&stdout=true", "v5.channel.k8s.io");
    String text = "0123456789".repeat(10_000);
    exec.send(0, text);
    exec.send(255, 0);

    StringBuilder echoed = new StringBuilder();
    for (byte[] message = exec.message(); message[0] == 1; message = exec.message()) {
      echoed.append(new String(message, 1, message.length - 1, UTF_8));
    }

    assertThat(echoed).hasToString(text);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          two/exec?command=ls&stdout=1       | a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]
          two/attach?stdout=1                | a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]
          two/log                            | a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]
          two/attach?stdout=1&container=none | container none is not valid for pod two
          two/attach?container=a             | you must specify at least 1 of stdin, stdout, stderr
          two/attach?stdout=1&container=i    | pod two does not have a host assigned
          """)
  void connectionToNoContainer_isRefused(String path, String message) {
    http.client()
        .create(
            ResourceType.PODS,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "two", "namespace": "default"},
                 "spec": {"initContainers": [{"name": "i", "image": "nginx"}],
                  "containers": [{"name": "a", "image": "nginx"}, {"name": "b", "image": "nginx"}]}}
                """));

    Answer answer = http.get("/api/v1/namespaces/default/pods/" + path);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  void spdy_isRefusedByName() throws IOException {
    try (ChunkedReader reader =
        new ChunkedReader(
            http.raw(
                "POST",
                POD + "/exec?command=cat&stdout=1",
                "Connection: Upgrade",
                "Upgrade: SPDY/3.1",
                "Content-Length: 0"))) {
      assertThat(reader.head().get(0)).startsWith("HTTP/1.1 422");
    }
  }

  @Test
  void execWithoutUpgradeCommandOrPod_isRefused() {
    assertThat(http.get(POD + "/exec?command=cat&stdout=1").code()).isEqualTo(400);
    assertThat(http.get(POD + "/exec?stdout=1").message())
        .isEqualTo("you must specify at least 1 command for the container");
    assertThat(http.get("/api/v1/namespaces/default/pods/none/exec?command=x").code())
        .isEqualTo(404);
  }

  // logs

  @Test
  void log_isPlainText() {
    Answer answer =
        http.get(POD + "/log?container=web&tailLines=5&previous=true&timestamps=true&limitBytes=9");

    assertThat(answer.text()).isEqualTo("first\n");
    assertThat(answer.header("content-type")).startsWith("text/plain");
    assertThat(nodes.asked.get(0))
        .contains("container=web", "follow=false", "previous=true", "timestamps=true")
        .contains("tailLines=OptionalLong[5]", "limitBytes=OptionalLong[9]");
  }

  @Test
  void followedLog_isSentAsItComes() throws IOException {
    try (ChunkedReader reader = new ChunkedReader(http.raw("GET", POD + "/log?follow=true"))) {
      String first = reader.bodyLine();
      nodes.mayGoOn.countDown();

      assertThat(first).isEqualTo("first");
      assertThat(reader.bodyLine()).isEqualTo("second");
      assertThat(reader.chunk()).isEmpty();
    }
  }

  @Test
  void refusedLog_isAStatus() {
    Answer answer = http.get(POD + "/log?container=none");

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("container none is not valid for pod web");
  }

  // proxy

  private com.sun.net.httpserver.HttpServer serve() throws IOException {
    var server = com.sun.net.httpserver.HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", HttpConnectTest::echo);
    server.start();
    nodes.server = Optional.of(server.getAddress());
    return server;
  }

  private static void echo(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String text =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("X-Test")
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + body;
    exchange.getResponseHeaders().add("Content-Type", "text/x-echo");
    exchange.sendResponseHeaders(203, 0);
    exchange.getResponseBody().write(text.getBytes(UTF_8));
    exchange.close();
  }

  @Test
  void proxiedRequest_reachesThePodWithoutItsCredentials() throws IOException {
    var server = serve();
    try {
      Answer answer =
          http.send("POST", POD + ":9000/proxy/a%20b//c?c=d%20e", "body", "X-Test", "yes");

      assertThat(answer.code()).isEqualTo(203);
      assertThat(answer.header("content-type")).isEqualTo("text/x-echo");
      assertThat(answer.text()).isEqualTo("POST /a%20b//c?c=d%20e yes null body");
      assertThat(nodes.asked).containsExactly("10.0.0.9:9000");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void proxyWithoutAPort_takesTheFirstOfTheContainer() throws IOException {
    var server = serve();
    try {
      Answer answer = http.get(POD + "/proxy/");

      assertThat(answer.text()).startsWith("GET / ");
      assertThat(nodes.asked).containsExactly("10.0.0.9:8080");
    } finally {
      server.stop(0);
    }
  }

  private void createService(String addresses) {
    http.client()
        .create(
            ResourceType.SERVICES,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Service",
                 "metadata": {"name": "web", "namespace": "default"},
                 "spec": {"ports": [{"name": "http", "port": 80}]}}
                """));
    http.client()
        .create(
            ResourceType.ENDPOINTS,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Endpoints",
                 "metadata": {"name": "web", "namespace": "default"},
                 "subsets": [{"addresses": [%s],
                   "ports": [{"name": "http", "port": 8080}]}]}
                """
                    .formatted(addresses)));
  }

  @Test
  void proxiedService_isAPodAmongItsEndpoints() throws IOException {
    createService(
        """
        {"ip": "10.0.0.7"},
        {"ip": "10.0.0.9",
         "targetRef": {"kind": "Pod", "namespace": "default", "name": "web"}}
        """);
    var server = serve();
    try {
      String service = "/api/v1/namespaces/default/services/";
      Answer byName = http.get(service + "web:http/proxy/x");
      Answer byNumber = http.get(service + "http:web:80/proxy/y");

      assertThat(byName.text()).startsWith("GET /x ");
      assertThat(byNumber.text()).startsWith("GET /y ");
      assertThat(nodes.asked).containsExactly("10.0.0.9:8080", "10.0.0.9:8080");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"ip": "10.0.0.9"}                                                                                  | web:http | no endpoints available for service "web:http"
          {"ip": "10.0.0.7", "targetRef": {"kind": "Pod", "namespace": "default", "name": "web"}}  | web      | no endpoints available for service "web"
          {"ip": "10.0.0.9", "targetRef": {"kind": "Pod", "namespace": "default", "name": "none"}} | http:web: | no endpoints available for service "http:web:"
          {"ip": "10.0.0.9", "targetRef": {"kind": "Pod", "namespace": "other", "name": "web"}}    | web:80   | no endpoints available for service "web:80"
          {"ip": "10.0.0.9", "targetRef": {"kind": "Pod", "namespace": "default", "name": "web"}}  | web:81   | no service port 81 found for service "web"
          """)
  void serviceWithoutAPod_isUnavailableThroughTheProxy(
      String addresses, String service, String message) {
    createService(addresses);

    Answer answer = http.get("/api/v1/namespaces/default/services/" + service + "/proxy/");

    assertThat(answer.code()).isEqualTo(503);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  void podThatDoesNotListen_isUnavailable() {
    Answer answer = http.get(POD + ":9000/proxy/");

    assertThat(answer.code()).isEqualTo(503);
    assertThat(answer.message())
        .isEqualTo("error trying to reach service: dial tcp 10.0.0.9:9000: connection refused");
  }

  @Test
  void serviceProxiedWithoutAPortName_hasOnlyPortsWithoutOne() throws IOException {
    createService(
        """
        {"ip": "10.0.0.9",
         "targetRef": {"kind": "Pod", "namespace": "default", "name": "web"}}
        """);

    assertThat(http.get("/api/v1/namespaces/default/services/web/proxy/").message())
        .isEqualTo("no endpoints available for service \"web\"");
  }

  @Test
  void serverWithoutNodes_isUnavailable() {
    try (HttpTester alone = new HttpTester(time)) {
      assertThat(alone.get(POD + "/log").code()).isEqualTo(503);
    }
  }
}
