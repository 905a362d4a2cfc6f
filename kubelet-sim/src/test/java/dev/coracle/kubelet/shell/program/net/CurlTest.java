// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.kubelet.shell.LoopbackNetwork;
import dev.coracle.kubelet.shell.TestShell;
import dev.coracle.kubelet.shell.process.ShellSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CurlTest {

  private final TestShell shell = new TestShell();
  private final InetSocketAddress anyPort =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private HttpServer server;
  private String web;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(anyPort, 0);
    routes(server);
    server.start();
    web = "http://web:" + server.getAddress().getPort();
    shell.network.names.put("web", "127.0.0.1");
  }

  private static void routes(HttpServer server) {
    server.createContext("/", exchange -> answer(exchange, 200, "hello\n"));
    server.createContext("/missing", exchange -> answer(exchange, 404, "gone\n"));
    server.createContext("/echo", CurlTest::echo);
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/there");
          answer(exchange, 302, "");
        });
    server.createContext(
        "/chunks",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            out.write("one ".getBytes(StandardCharsets.UTF_8));
            out.flush();
            out.write("two\n".getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void echo(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    answer(
        exchange,
        200,
        "%s %s %s %s\n"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("X-Test"),
                body));
  }

  @AfterEach
  void stop() throws Exception {
    server.stop(0);
    shell.close();
  }

  @Test
  void body_goesToStandardOutput() {
    assertThat(shell.sh("curl -g -q -s " + web)).isEqualTo(new TestShell.Result(0, "hello\n", ""));
    assertThat(shell.sh("curl -s web:" + server.getAddress().getPort()).out()).isEqualTo("hello\n");
    assertThat(shell.sh("curl -s " + web + "/chunks").out()).isEqualTo("one two\n");
  }

  @Test
  void statusAlone_isPrinted() {
    var result = shell.sh("curl -s -o /dev/null -w '%{http_code}' " + web + "/missing");

    assertThat(result).isEqualTo(new TestShell.Result(0, "404", ""));
  }

  @Test
  void head_isIncluded() {
    assertThat(shell.sh("curl -s -i " + web).out())
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\nhello\n");
  }

  @Test
  void request_isAsAsked() {
    assertThat(shell.sh("curl -s -d a=1 -d b=2 -H 'X-Test: t' " + web + "/echo").out())
        .isEqualTo("POST /echo t a=1&b=2\n");
    assertThat(shell.sh("curl -s -X PUT --data-raw x " + web + "/echo?q=1").out())
        .isEqualTo("PUT /echo?q=1 null x\n");
  }

  @Test
  void redirect_isFollowedWhenAsked() {
    assertThat(shell.sh("curl -s -L " + web + "/moved").out()).isEqualTo("hello\n");
    assertThat(shell.sh("curl -s -w '%{http_code}' " + web + "/moved").out()).isEqualTo("302");
  }

  @Test
  void errorStatus_failsWhenAsked() {
    assertThat(shell.sh("curl -sSf " + web + "/missing"))
        .isEqualTo(
            new TestShell.Result(22, "", "curl: (22) The requested URL returned error: 404\n"));
  }

  @Test
  void unknownHost_isNotResolved() {
    assertThat(shell.sh("curl nowhere"))
        .isEqualTo(new TestShell.Result(6, "", "curl: (6) Could not resolve host: nowhere\n"));
  }

  @Test
  void closedPort_refuses() {
    assertThat(shell.sh("curl web:1"))
        .isEqualTo(
            new TestShell.Result(
                7,
                "",
                "curl: (7) Failed to connect to web port 1 after 0 ms: Could not connect to"
                    + " server\n"));
  }

  @Test
  void droppedConnection_timesOut() {
    assertThat(shell.sh("curl --connect-timeout 1 " + LoopbackNetwork.BLACK_HOLE).status())
        .isEqualTo(28);
  }

  @Test
  void silentServer_timesOut() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var result =
          CompletableFuture.supplyAsync(
              () -> shell.sh("curl -sS -m 3 127.0.0.1:" + silent.getLocalPort()), shell.executor);
      try (var connection = silent.accept()) {
        assertThat(connection.getInputStream().read()).isEqualTo('G');
        shell.time.expire();

        assertThat(result.get(10, TimeUnit.SECONDS).status()).isEqualTo(28);
      }
    }
  }

  @Test
  void connection_endsWhenTheSessionIsKilled() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ShellSession session = shell.session().build();
      var status =
          CompletableFuture.supplyAsync(
              () -> session.run(List.of("curl", "127.0.0.1:" + silent.getLocalPort())),
              shell.executor);
      try (var connection = silent.accept()) {
        assertThat(connection.getInputStream().read()).isEqualTo('G');
        session.kill();

        assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(137);
      }
    }
  }

  @Test
  void certificate_isCheckedUnlessAskedNotTo() throws Exception {
    var authority = CertificateAuthority.create("ca", Instant.now());
    var identity = authority.issueServer("web", List.of("web", "127.0.0.1"), Instant.now());
    var secure = HttpsServer.create(anyPort, 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(identity.sslContext(List.of())));
    routes(secure);
    secure.start();
    try {
      shell.write("/ca.crt", authority.certificatePem());
      String url = "https://web:" + secure.getAddress().getPort();

      assertThat(shell.sh("curl -s -k " + url).out()).isEqualTo("hello\n");
      assertThat(shell.sh("curl -s --cacert /ca.crt " + url).out()).isEqualTo("hello\n");
      assertThat(shell.sh("curl -sS " + url))
          .isEqualTo(
              new TestShell.Result(
                  60,
                  "",
                  "curl: (60) SSL certificate problem: unable to get local issuer certificate\n"));
    } finally {
      secure.stop(0);
    }
  }

  @Test
  void wget_printsAndSaves() {
    assertThat(shell.sh("wget -qO- " + web)).isEqualTo(new TestShell.Result(0, "hello\n", ""));
    assertThat(shell.sh("wget -q " + web + "; cat index.html").out()).isEqualTo("hello\n");
    assertThat(shell.sh("wget -qO- --post-data='{\"a\": 1}' " + web + "/echo").out())
        .isEqualTo("POST /echo null {\"a\": 1}\n");
  }

  @Test
  void wget_failsAsBusyboxDoes() {
    assertThat(shell.sh("wget -q -O - x").err()).isEqualTo("wget: bad address 'x'\n");
    assertThat(shell.sh("wget -q -O - -T 1 web:1"))
        .isEqualTo(
            new TestShell.Result(
                1, "", "wget: can't connect to remote host (127.0.0.1): Connection refused\n"));
    assertThat(shell.sh("wget -q -O - " + web + "/missing").err())
        .isEqualTo("wget: server returned error: HTTP/1.1 404 Not Found\n");
  }

  @Test
  void nc_talksAndProbes() {
    int port = server.getAddress().getPort();
    assertThat(shell.sh("nc -z -v -w 2 web " + port).err())
        .isEqualTo("Connection to web " + port + " port [tcp/*] succeeded!\n");
    assertThat(
            shell
                .sh(
                    "printf 'GET / HTTP/1.0\\r\\nConnection: close\\r\\n\\r\\n' | nc web "
                        + port
                        + " | tail -n 1")
                .out())
        .isEqualTo("hello\n");
  }
}
