// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
class IngressServerTest {

  private final NetworkPlan plan;
  private IngressFixture net;

  IngressServerTest(NetworkPlan plan) {
    this.plan = plan;
  }

  @BeforeEach
  void start() throws IOException {
    net = new IngressFixture(plan);
  }

  @AfterEach
  void stop() {
    net.close();
  }

  @Test
  void request_reachesTheEndpoint_withForwardedHeaders() throws IOException {
    net.serve("10.1.0.1");
    net.ingress(IngressFixture.INGRESS);

    String response = net.get("GET /a/b?c=d", "foo.bar.com:8080");

    assertThat(response)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("10.1.0.1\nGET /a/b?c=d 0")
        .contains("Host: foo.bar.com:8080")
        .containsIgnoringCase("X-Forwarded-For: 127.0.0.1")
        .containsIgnoringCase("X-Forwarded-Host: foo.bar.com:8080")
        .containsIgnoringCase("X-Forwarded-Proto: http")
        .containsIgnoringCase("X-Real-IP: 127.0.0.1");
    assertThat(net.server.requests().get(0).toString())
        .contains("GET http://foo.bar.com:8080/a/b?c=d\" 200")
        .contains("[default/web -> default/web -> 10.1.0.1:8080]");
  }

  @Test
  void requests_goRound() throws IOException {
    net.serve("10.1.0.1", "10.1.0.2", "10.1.0.3");
    net.ingress(IngressFixture.INGRESS);

    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      String response = net.get("GET /", "foo.bar.com");
      seen.add(response.substring(response.indexOf("10.1."), response.indexOf("\nGET")));
    }

    assertThat(seen).containsExactlyInAnyOrder("10.1.0.1", "10.1.0.2", "10.1.0.3");
  }

  @Test
  void endpointThatRefuses_isPassedOver() throws IOException {
    net.serve("10.1.0.1", "10.1.0.2");
    net.ports.remove("10.1.0.1");
    net.ingress(IngressFixture.INGRESS);

    assertThat(net.get("GET /", "foo.bar.com")).contains("10.1.0.2\n");
    assertThat(net.get("GET /", "foo.bar.com")).contains("10.1.0.2\n");

    net.ports.clear();
    assertThat(net.get("GET /", "foo.bar.com")).startsWith("HTTP/1.1 502 Bad Gateway");
  }

  @Test
  void nothingThatFits_isRefused() throws IOException {
    net.ingress(IngressFixture.INGRESS);

    assertThat(net.get("GET /", "other.com")).startsWith("HTTP/1.1 404 Not Found");
    assertThat(net.get("GET /", "foo.bar.com"))
        .startsWith("HTTP/1.1 503 Service Unavailable")
        .contains("service default/web not found");

    net.client.create(ResourceType.SERVICES, KubeObject.parse(IngressFixture.SERVICE));
    net.time.settle();
    assertThat(net.get("GET /", "foo.bar.com")).contains("has no ready endpoint for port http");
  }

  @Test
  void connection_isKept_andBodiesAreStreamed() throws IOException {
    net.serve("10.1.0.1");
    net.ingress(IngressFixture.INGRESS);
    String body = "x".repeat(200_000);

    try (Socket socket = net.http()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /one HTTP/1.1\r\nHost: foo.bar.com\r\nContent-Length: 200000\r\n\r\n"
                  + body
                  + "GET /two HTTP/1.1\r\nHost: nobody\r\n\r\n"
                  + "GET /three HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: close\r\n\r\n")
              .getBytes(ISO_8859_1));

      assertThat(IngressFixture.read(socket))
          .containsSubsequence(
              "200 OK",
              "transfer-encoding: chunked",
              "POST /one 200000",
              "404 Not Found",
              "200 OK",
              "connection: close",
              "GET /three 0");
    }
  }

  @Test
  void requestsSentAtOnce_areAnsweredInOrder() throws IOException {
    net.serve("10.1.0.1");
    net.ingress(IngressFixture.INGRESS);
    StringBuilder requests = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.append("POST /%d HTTP/1.1\r\nHost: foo.bar.com\r\n".formatted(i));
      requests.append("Content-Length: 9000\r\n\r\n").append("x".repeat(9000));
      expected.add("POST /" + i + " 9000");
    }
    requests.append("GET /end HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: close\r\n\r\n");
    expected.add("GET /end 0");

    try (Socket socket = net.http()) {
      net.time.spawn("sender", () -> writeOrGiveUp(socket, requests.toString()));

      assertThat(IngressFixture.read(socket)).containsSubsequence(expected);
    }
  }

  private static void writeOrGiveUp(Socket socket, String text) {
    try {
      IngressFixture.write(socket, text);
    } catch (IOException e) {
      // The reader will find that something is missing.
    }
  }

  @Test
  void upgrade_becomesATunnel() throws IOException {
    try (ServerSocket backend = new ServerSocket(0, 5, IngressFixture.LOOPBACK)) {
      StringBuilder endpoints = new StringBuilder();
      IngressFixture.endpoint(endpoints, "10.1.0.9");
      net.ports.put("10.1.0.9", backend.getLocalPort());
      net.client.create(ResourceType.SERVICES, KubeObject.parse(IngressFixture.SERVICE));
      net.client.create(
          ResourceType.ENDPOINT_SLICES,
          KubeObject.parse(IngressFixture.slice(endpoints.toString())));
      net.ingress(IngressFixture.INGRESS);

      try (Socket socket = net.http()) {
        IngressFixture.write(
            socket,
            "GET /ws HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n");
        Socket accepted = backend.accept();
        assertThat(readHead(accepted)).contains("upgrade: websocket").contains("GET /ws");
        IngressFixture.write(
            accepted,
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                + "Upgrade: websocket\r\n\r\nhello");
        assertThat(readHead(socket)).startsWith("HTTP/1.1 101");
        assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        IngressFixture.write(socket, "ping!");
        assertThat(accepted.getInputStream().readNBytes(5)).asString().isEqualTo("ping!");
        accepted.close();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void externalName_isDialledByName() throws IOException {
    net.serve("10.1.0.1");
    net.ports.put("api.example.com", net.ports.get("10.1.0.1"));
    net.client.delete(ResourceType.SERVICES, ObjectKey.of("default", "web"));
    net.client.create(
        ResourceType.SERVICES,
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Service",
             "metadata": {"name": "web", "namespace": "default"},
             "spec": {"type": "ExternalName", "externalName": "api.example.com",
              "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}}
            """));
    net.ingress(IngressFixture.INGRESS);

    assertThat(net.get("GET /", "foo.bar.com")).startsWith("HTTP/1.1 200 OK");
    assertThat(net.server.requests().get(0).endpoint()).isEqualTo("api.example.com:80");
  }

  @Test
  void address_isWritten_andRemovedWithTheClass() {
    net.ingress(IngressFixture.INGRESS);
    assertThat(addresses()).isEqualTo(net.address.toString());

    net.client.patch(
        ResourceType.INGRESSES,
        ObjectKey.of("default", "web"),
        Patch.merge(p -> p.putObject("spec").put("ingressClassName", "somebody-else")));
    net.time.settle();

    assertThat(addresses()).isEmpty();
  }

  @Test
  void ingressWithoutClass_isServed_andOneOfAnUnknownClassIsNot() {
    net.ingress(IngressFixture.INGRESS.replace("\"ingressClassName\": \"coracle\",", ""));
    assertThat(addresses()).isEqualTo(net.address.toString());

    net.client.delete(ResourceType.INGRESSES, ObjectKey.of("default", "web"));
    net.ingress(IngressFixture.INGRESS.replace("\"coracle\"", "\"some-invalid-class-name\""));
    assertThat(addresses()).isEmpty();
  }

  @Test
  void classWithoutController_andAnnotationsOfOthers_areSaidOnce() {
    net.ingress(IngressFixture.INGRESS.replace("\"coracle\"", "\"nginx\""));
    net.ingress(
        IngressFixture.INGRESS
            .replace("\"name\": \"web\", \"namespace\"", "\"name\": \"rw\", \"namespace\"")
            .replace(
                "\"namespace\": \"default\"}",
                "\"namespace\": \"default\", \"annotations\":"
                    + " {\"nginx.ingress.kubernetes.io/rewrite-target\": \"/$2\"}}"));

    assertThat(events("NoController"))
        .containsExactly(
            "web: class \"nginx\" has no controller here: there is no such IngressClass (expected:"
                + " class \"coracle\", or none)");
    assertThat(events("AnnotationsIgnored"))
        .containsExactly(
            "rw: not acted on: annotations of other Ingress controllers:"
                + " nginx.ingress.kubernetes.io/rewrite-target");
  }

  private List<String> events(String reason) {
    return net.client.list(ResourceType.EVENTS, ListOptions.ALL).items().stream()
        .filter(event -> event.text("reason").equals(reason))
        .map(event -> event.text("involvedObject", "name") + ": " + event.text("message"))
        .toList();
  }

  private String addresses() {
    return net.client
        .get(ResourceType.INGRESSES, ObjectKey.of("default", "web"))
        .at("status", "loadBalancer", "ingress")
        .path(0)
        .path("ip")
        .asString("");
  }

  private static String readHead(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    return head.toString().replace("Upgrade: ", "upgrade: ");
  }
}
