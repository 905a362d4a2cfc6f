// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports of Pods through the API server, in the subprotocol of the Java clients. */
class PortForwardTest {

  private static final String POD = "/api/v1/namespaces/default/pods/web/portforward";
  private static final int ECHO = 9000;

  private final SystemTime time = new SystemTime();
  private final HttpTester http = new HttpTester(time);
  private final ServerSocket echo = listen();

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void createPod() {
    http.listeners().connectNodes(new OnePort());
    http.client()
        .create(
            ResourceType.PODS,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "web", "namespace": "default"},
                 "spec": {"nodeName": "n", "containers": [{"name": "web", "image": "nginx"}]}}
                """));
    http.client()
        .patchStatus(
            ResourceType.PODS,
            ObjectKey.of("default", "web"),
            Patch.merge(patch -> Json.objectAt(patch, "status").put("podIP", "10.0.0.9")));
    time.spawn("echo", this::serve);
  }

  @AfterEach
  void close() throws IOException {
    echo.close();
    http.close();
    time.close();
  }

  private void serve() {
    try {
      while (true) {
        try (Socket client = echo.accept()) {
          client.getInputStream().transferTo(client.getOutputStream());
        }
      }
    } catch (IOException ended) {
      // The test is over.
    }
  }

  /** Nodes of a Pod that listens on one port. */
  private final class OnePort implements NodeConnection {

    @Override
    public Socket forward(KubeObject pod, int port, Duration timeout) throws IOException {
      if (!pod.text("status", "podIP").equals("10.0.0.9") || port != ECHO) {
        throw new ConnectException("nobody listens on " + port);
      }
      return new Socket(echo.getInetAddress(), echo.getLocalPort());
    }

    @Override
    public Socket dial(String address, int port, Duration timeout) {
      throw new AssertionError("a port-forward goes through the Pod's node");
    }

    @Override
    public void logs(KubeObject pod, LogOptions options, OutputStream to) {
      throw new AssertionError("no log is asked for");
    }

    @Override
    public int exec(KubeObject pod, ExecOptions options, Streams streams) {
      throw new AssertionError("nothing is to be run");
    }

    @Override
    public void attach(KubeObject pod, ExecOptions options, Streams streams) {
      throw new AssertionError("nobody is to be attached");
    }
  }

  private FrameReader connect(String query) {
    FrameReader reader = new FrameReader();
    WebSocket.Builder builder =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols("v4.channel.k8s.io")
            .header("Authorization", "Bearer " + http.listeners().adminToken());
    String url = http.listeners().httpUrl().toString().replace("http", "ws") + POD + query;
    builder.buildAsync(URI.create(url), reader).join();
    return reader;
  }

  @Test
  void bytes_goToThePortAndComeBack() throws Exception {
    FrameReader socket = connect("?ports=9000");
    byte[] data = socket.message();
    byte[] errors = socket.message();
    socket.send(0, "hello");

    // 9000 is 0x2328.
    assertThat(data).containsExactly(0, 0x28, 0x23);
    assertThat(errors).containsExactly(1, 0x28, 0x23);
    assertThat(socket.message()).asString(UTF_8).isEqualTo("\0hello");
    socket.close();
  }

  @Test
  void moreThanIsReadAtOnce_arrivesWhole() throws Exception {
    FrameReader socket = connect("?ports=9000");
    socket.message();
    socket.message();
    String part = "x".repeat(100_000);
    int length = 0;

    for (int i = 0; i < 30; i++) {
      socket.send(0, part);
    }
    while (length < 30 * part.length()) {
      length += socket.message().length - 1;
    }

    assertThat(length).isEqualTo(30 * part.length());
    socket.close();
  }

  @Test
  void portWithoutListener_isAnError() throws Exception {
    FrameReader socket = connect("?ports=81");
    socket.message();
    socket.message();

    assertThat(socket.message())
        .asString(UTF_8)
        .startsWith("\1error forwarding port 81 to pod ")
        .endsWith(", uid : nobody listens on 81");
    assertThat(socket.closeCode()).isEqualTo(1000);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "'', query parameter \"port\" is required",
    "?ports=no, unable to parse \"no\" as a port (expected: 1-65535)",
    "?ports=80&ports=70000, unable to parse \"70000\" as a port (expected: 1-65535)",
  })
  void unusablePorts_areRefused(String query, String message) {
    assertThat(http.get(POD + query).message()).isEqualTo(message);
  }
}
