// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.tunnel.Tunnel;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class TunnelTest {

  private static final String NAME = "web.default.svc.cluster.local";

  private final ProxyFixture net;
  private Tunnel tunnel;

  TunnelTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
  }

  @BeforeEach
  void open() throws IOException {
    tunnel = net.proxy.openTunnel(0);
    net.proxy.resolver(
        (from, config, name) -> {
          if (name.equals(NAME)) {
            return List.of(IpAddress.of(net.clusterIp));
          }
          throw new UnknownHostException(name);
        });
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void connect_leadsToTheServiceByName() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);

    String answer = send("CONNECT " + NAME + ":8080 HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 200 Connection established\r\n\r\n" + pod.address().toString() + " ");
  }

  @Test
  void connectWithUserName_comesFromThatPod() throws IOException {
    NetworkLink server = net.whoAmI("a");
    NetworkLink client = net.attach("b", false);
    net.endpoints(server);
    String user = Base64.getEncoder().encodeToString("pod-1.default:x".getBytes(UTF_8));

    String answer =
        send(
            "CONNECT "
                + NAME
                + ":8080 HTTP/1.1\r\nProxy-Authorization: Basic "
                + user
                + "\r\n\r\n");

    assertThat(answer).endsWith(server.address().toString() + " " + client.address().toString());
  }

  @Test
  void unknownUserName_isRefused() throws IOException {
    net.endpoints(new NetworkLink[0]);
    String user = Base64.getEncoder().encodeToString("nobody.default:x".getBytes(UTF_8));

    String answer =
        send("CONNECT x:80 HTTP/1.1\r\nProxy-Authorization: Basic " + user + "\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 407 Proxy Authentication Required")
        .contains("user name: nobody.default (expected: pod.namespace of a running Pod)");
  }

  @Test
  void absoluteForm_isPassedOnInOriginForm() throws IOException {
    NetworkLink pod = net.attach("a", false);
    try (ServerSocket server = pod.serverSocket(ProxyFixture.PORT);
        Socket client = client()) {
      net.endpoints(pod);
      Lines.write(
          client,
          "POST http://"
              + NAME
              + ":8080/path?q=1 HTTP/1.1\r\nHost: h\r\nProxy-Connection: keep-alive\r\n"
              + "Content-Length: 4\r\n\r\nbody");
      Socket accepted = server.accept();
      String expected =
          "POST /path?q=1 HTTP/1.1\r\n"
              + "Host: h\r\n"
              + "Content-Length: 4\r\n"
              + "Connection: close\r\n\r\n"
              + "body";

      String request = Lines.read(accepted, expected.length());
      Lines.write(accepted, "HTTP/1.1 204 No Content\r\n\r\n");
      accepted.close();

      assertThat(request).isEqualTo(expected);
      assertThat(Lines.readAll(client)).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
    }
  }

  @Test
  void bodyOfAClientThatEndsItsOutput_isPassedOn() throws IOException {
    NetworkLink pod = net.attach("a", false);
    try (ServerSocket server = pod.serverSocket(ProxyFixture.PORT);
        Socket client = client()) {
      net.endpoints(pod);
      Lines.write(client, "POST http://" + NAME + ":8080/ HTTP/1.1\r\nHost: h\r\n\r\nbody");
      client.shutdownOutput();

      Socket accepted = server.accept();
      String request = new String(accepted.getInputStream().readAllBytes(), UTF_8);
      Lines.write(accepted, "answer");
      accepted.close();

      assertThat(request).startsWith("POST / HTTP/1.1\r\n").endsWith("\r\n\r\nbody");
      assertThat(Lines.readAll(client)).isEqualTo("answer");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"nothing, ''", "half a head, 47455420687474703a2f2f", "half of SOCKS, 0501"})
  void clientThatLeavesEarly_isLetGo(String name, String sent) throws IOException {
    try (Socket client = client()) {
      client.getOutputStream().write(HexFormat.of().parseHex(sent));

      client.shutdownOutput();

      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void clientThatEndsItsOutputAtADroppedConnection_isLetGo() throws IOException {
    net.options("etp=Local").endpoints(net.whoAmI("a"));
    String silent = net.proxy.nodeAddress("b") + ":" + ProxyFixture.NODE_PORT;
    try (Socket client = client()) {
      Lines.write(client, "CONNECT " + silent + " HTTP/1.1\r\n\r\n");

      client.shutdownOutput();

      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no target      | CONNECT                 | request line: CONNECT (expected: METHOD TARGET HTTP/1.1)
          only line ends | ~                       | 'request line:  (expected: METHOD TARGET HTTP/1.1)'
          port           | CONNECT a:99999 HTTP/1.1 | port: 99999 (expected: 0-65535)
          another scheme | GET https://a/ HTTP/1.1 | request target: https://a/ (expected: http://host/path
          credentials    | CONNECT a:1 HTTP/1.1~Proxy-Authorization: Basic % | Proxy-Authorization: Basic % (expected: Basic,
          """)
  void malformedHead_isABadRequest(String name, String head, String why) throws IOException {
    String answer = send(head.replace("~", "\r\n") + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 Bad Request").contains(why);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"SOCKS4, 040100507f00000100", "TLS, 160301020001"})
  void anotherProtocol_isABadRequest(String name, String hex) throws IOException {
    try (Socket client = client()) {
      client.getOutputStream().write(HexFormat.of().parseHex(hex));

      assertThat(Lines.readAll(client))
          .startsWith("HTTP/1.1 400 Bad Request")
          .endsWith("neither SOCKS5 nor HTTP\n");
    }
  }

  @Test
  void headThatDoesNotEnd_isCutOff() throws IOException {
    try (Socket client = client()) {
      String head = "GET http://h/ HTTP/1.1\r\nX: ";
      Lines.write(client, head + "x".repeat((64 << 10) + 1 - head.length()));

      assertThat(Lines.read(client, 44)).isEqualTo("HTTP/1.1 431 Request Header Fields Too Large");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no method that is known,  050101, 05ff",
    "BIND,                     050100 050200017f0000010050, 0500 05070001000000000000",
    "UDP ASSOCIATE,            050100 050300017f0000010050, 0500 05070001000000000000",
    "unknown type of address,  050100 050100097f0000010050, 0500 05080001000000000000",
    "unknown name,             050100 05010003016e0050,     0500 05040001000000000000",
    "address without listener, 050100 050100017f0000010000, 0500 05050001000000000000",
  })
  void socksRequest_isRefusedWithItsCode(String name, String sent, String reply)
      throws IOException {
    try (Socket client = client()) {
      client.getOutputStream().write(HexFormat.of().parseHex(sent.replace(" ", "")));

      byte[] answer = client.getInputStream().readAllBytes();

      assertThat(HexFormat.of().formatHex(answer)).isEqualTo(reply.replace(" ", ""));
    }
  }

  @Test
  void serviceWithoutEndpoints_isBadGateway() throws IOException {
    net.endpoints(new NetworkLink[0]);

    String answer = send("GET http://" + NAME + ":8080/ HTTP/1.1\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 502 Bad Gateway")
        .endsWith("Connection refused: default/web has no endpoints\n");
  }

  @Test
  void unknownName_isBadGateway() throws IOException {
    assertThat(send("CONNECT nobody.example:80 HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 502 Bad Gateway");
  }

  @Test
  void requestToTheTunnelItself_isExplained() throws IOException {
    assertThat(send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request")
        .contains("request target: / (expected: http://host/path or CONNECT host:port");
  }

  @Test
  void socks_leadsToTheServiceByName() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);

    Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, tunnel.address()));
    socket.connect(InetSocketAddress.createUnresolved(NAME, ProxyFixture.PORT), 5000);

    assertThat(Lines.readAll(socket)).startsWith(pod.address().toString() + " ");
  }

  @Test
  void socksToAServiceWithoutEndpoints_isRefused() throws IOException {
    net.endpoints(new NetworkLink[0]);

    try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, tunnel.address()))) {
      InetSocketAddress service = InetSocketAddress.createUnresolved(NAME, ProxyFixture.PORT);

      assertThatThrownBy(() -> socket.connect(service, 5000))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("refused");
    }
  }

  private Socket client() throws IOException {
    return net.connect("127.0.0.1", tunnel.address().getPort());
  }

  private String send(String text) throws IOException {
    Socket socket = client();
    Lines.write(socket, text);
    return Lines.readAll(socket);
  }
}
