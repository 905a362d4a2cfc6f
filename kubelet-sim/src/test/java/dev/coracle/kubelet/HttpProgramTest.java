// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.Response;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpProgramTest {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
        - {name: web, image: web:1, ports: [{containerPort: 8080}]}
      """;

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private Socket connect() throws IOException {
    Socket socket =
        node.network.dialFromNode(
            KubeletTester.NODE, node.address("web"), 8080, Duration.ofSeconds(1));
    socket.setSoTimeout(5000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(UTF_8));
  }

  private static String read(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), UTF_8);
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws Exception {
    node.images.add("web:1", http(request -> text(request.path())));
    node.apply(POD);

    try (Socket socket = connect()) {
      send(socket, "GET /a HTTP/1.1\nHost: x\n\nGET /b HTTP/1.1\nHost: x\nConnection: close\n\n");
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer.split("HTTP/1.1 200 OK")).hasSize(3);
      assertThat(answer.indexOf("/a")).isLessThan(answer.indexOf("/b"));
      assertThat(answer).endsWith("/b").contains("connection: close");
    }
  }

  @Test
  void head_hasTheLengthButNoBody() throws Exception {
    node.images.add("web:1", http("hello"));
    node.apply(POD);

    try (Socket socket = connect()) {
      send(socket, "HEAD / HTTP/1.1\nHost: x\nConnection: close\n\n");
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).contains("content-length: 5").endsWith("\r\n\r\n");
    }
  }

  @Test
  void largeHeaders_areTaken() throws Exception {
    node.images.add("web:1", http(r -> text(r.header("Cookie").orElse("").length() + "")));
    node.apply(POD);

    try (Socket socket = connect()) {
      String cookie = "c".repeat(20_000);
      send(socket, "GET / HTTP/1.1\nHost: x\nConnection: close\nCookie: " + cookie + "\n\n");

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).endsWith("20000");
    }
  }

  @Test
  void chunkedBody_arrivesWhole() throws Exception {
    node.images.add(
        "web:1", http(r -> text(r.method() + " " + r.body() + r.query("q").orElse(""))));
    node.apply(POD);

    try (Socket socket = connect()) {
      send(
          socket,
          "POST /?q=%21 HTTP/1.1\nHost: x\nConnection: close\nTransfer-Encoding: chunked\n\n"
              + "3\nabc\n2\nde\n0\n\n");

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).endsWith("POST abcde!");
    }
  }

  @Test
  void requestInFlight_isFinishedAfterTheStopSignal() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    node.images.add(
        "web:1",
        http(
            request -> {
              arrived.countDown();
              release.await();
              return text("done");
            }));
    node.apply(POD);

    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\nHost: x\n\n");
      arrived.await();
      node.delete("web");
      boolean there = node.find("web").isPresent();
      release.countDown();
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(there).isTrue();
      assertThat(answer).contains("connection: close").endsWith("done");
    }
  }

  @Test
  void idleConnection_isClosedByTheStopSignal() throws Exception {
    node.images.add("web:1", http(200));
    node.apply(POD);

    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\nHost: x\n\n");
      String first = read(socket, 15);
      node.delete("web");
      String rest = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(first).isEqualTo("HTTP/1.1 200 OK");
      assertThat(rest).contains("content-length: 0");
    }
  }

  @Test
  void failingHandler_isA500AndALogLine() throws Exception {
    node.images.add(
        "web:1",
        http(
            request -> {
              throw new IllegalStateException("no stock");
            }));
    node.apply(POD);

    assertThat(node.get("web", 8080, "/").status()).isEqualTo(500);
    assertThat(node.logs("web")).contains("IllegalStateException: no stock");
  }

  @Test
  void abort_closesTheConnection() throws Exception {
    node.images.add("web:1", http(request -> Response.abort()));
    node.apply(POD);

    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\nHost: x\n\n");

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
