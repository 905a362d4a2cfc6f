// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.PODS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.net.CallerNotice;
import dev.coracle.network.NetworkPlan;
import dev.coracle.program.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the relay that tells of callers makes of HTTP/1.1, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForwardedForTest {

  private static final String SERVER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: server}
      spec: {containers: [{name: c, image: "server:1", ports: [{containerPort: 8080}]}]}
      """;

  private static final String TOLD = "X-Forwarded-For: 127.0.0.1\r\n";

  private final Cluster cluster = Cluster.builder().plan(NetworkPlan.VIRTUAL).start();
  private final ServerSocket server;

  ForwardedForTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @BeforeAll
  void apply() {
    InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
    cluster
        .images()
        .add("server:1", Programs.forward(8080, address).telling(CallerNotice.X_FORWARDED_FOR));
    cluster.apply(SERVER).awaitReady();
  }

  @AfterAll
  void close() throws IOException {
    cluster.close();
    server.close();
  }

  /** A client and a server with the relay between them. */
  private final class Joined implements AutoCloseable {

    final Socket client;
    final Socket behind;

    Joined() throws IOException {
      String ip = cluster.get(PODS, "server").text("status", "podIP");
      InetSocketAddress at = cluster.realAddress(ip, 8080);
      client = new Socket(at.getAddress(), at.getPort());
      behind = server.accept();
      client.setSoTimeout(10_000);
      behind.setSoTimeout(10_000);
    }

    void ask(String bytes) throws IOException {
      client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    void answer(String bytes) throws IOException {
      behind.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    void assertAsked(String bytes) throws IOException {
      assertThat(read(behind, bytes.length())).isEqualTo(bytes);
    }

    void assertAnswered(String bytes) throws IOException {
      assertThat(read(client, bytes.length())).isEqualTo(bytes);
    }

    private static String read(Socket socket, int length) throws IOException {
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(length), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      client.close();
      behind.close();
    }
  }

  @Test
  void keptConnection_carriesRequestAfterRequest() throws IOException {
    try (Joined joined = new Joined()) {
      for (int i = 0; i < 3; i++) {
        joined.ask("GET /%d HTTP/1.1\r\nHost: a\r\n\r\n".formatted(i));
        joined.assertAsked("GET /%d HTTP/1.1\r\nHost: a\r\n%s\r\n".formatted(i, TOLD));
        joined.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        joined.assertAnswered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
      }
    }
  }

  @Test
  void chunksAndTrailers_areCarriedAsTheyCome() throws IOException {
    String body = "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n";
    String head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n";
    String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n";
    try (Joined joined = new Joined()) {
      joined.ask(head + "\r\n" + body);
      joined.assertAsked(head + TOLD + "\r\n" + body);

      joined.answer(answer + "5\r\nfirst\r\n");
      joined.assertAnswered(answer + "5\r\nfirst\r\n");
      joined.answer("0\r\nX-Sum: 2\r\n\r\n");
      joined.assertAnswered("0\r\nX-Sum: 2\r\n\r\n");
    }
  }

  @Test
  void answersWithoutBody_areToldFromThoseWithOne() throws IOException {
    try (Joined joined = new Joined()) {
      joined.ask("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
      joined.assertAsked("HEAD / HTTP/1.1\r\n%1$s\r\nGET / HTTP/1.1\r\n%1$s\r\n".formatted(TOLD));

      String answers =
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
              + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
      joined.answer(answers);
      joined.assertAnswered(answers);
    }
  }

  @Test
  void interimAnswers_goBeforeTheFinalOne() throws IOException {
    try (Joined joined = new Joined()) {
      joined.ask("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      joined.assertAsked(
          "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n" + TOLD + "\r\n");
      joined.answer("HTTP/1.1 100 Continue\r\n\r\n");
      joined.assertAnswered("HTTP/1.1 100 Continue\r\n\r\n");
      joined.ask("hiHEAD / HTTP/1.1\r\n\r\n");
      joined.assertAsked("hiHEAD / HTTP/1.1\r\n" + TOLD + "\r\n");

      String answers =
          "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
              + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
              + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
      joined.answer(answers);
      joined.assertAnswered(answers);
    }
  }

  @Test
  void answerThatEndsWithItsConnection_isWhole() throws IOException {
    try (Joined joined = new Joined()) {
      joined.ask("GET / HTTP/1.1\r\n\r\n");
      joined.assertAsked("GET / HTTP/1.1\r\n" + TOLD + "\r\n");

      joined.answer("HTTP/1.1 200 OK\r\n\r\nall there is");
      joined.behind.close();

      joined.assertAnswered("HTTP/1.1 200 OK\r\n\r\nall there is");
      assertThat(joined.client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void clientThatEndsItsOutput_isAnswered() throws IOException {
    try (Joined joined = new Joined()) {
      joined.ask("GET / HTTP/1.1\r\n\r\n");
      joined.client.shutdownOutput();
      joined.assertAsked("GET / HTTP/1.1\r\n" + TOLD + "\r\n");
      assertThat(joined.behind.getInputStream().read()).isEqualTo(-1);

      joined.answer("HTTP/1.1 204 No Content\r\n\r\n");
      joined.assertAnswered("HTTP/1.1 204 No Content\r\n\r\n");
    }
  }

  @Test
  void longHeaders_areCarried() throws IOException {
    String cookie = "Cookie: " + "c".repeat(9_000) + "\r\n";
    String path = "/" + "p".repeat(5_000);
    try (Joined joined = new Joined()) {
      joined.ask("GET " + path + " HTTP/1.1\r\n" + cookie + "\r\n");
      joined.assertAsked("GET " + path + " HTTP/1.1\r\n" + cookie + TOLD + "\r\n");

      joined.answer("HTTP/1.1 200 OK\r\nSet-" + cookie + "Content-Length: 0\r\n\r\n");
      joined.assertAnswered("HTTP/1.1 200 OK\r\nSet-" + cookie + "Content-Length: 0\r\n\r\n");
    }
  }

  @Test
  void whatIsNoHttp_endsTheConnection() throws IOException {
    try (Joined joined = new Joined()) {
      joined.ask("GET / HTTP/1.1\r\n\r\n");
      joined.assertAsked("GET / HTTP/1.1\r\n" + TOLD + "\r\n");

      joined.answer("220 smtp.example.com\r\n\r\n");

      assertThat(endOf(joined.client)).isTrue();
    }
  }

  /** Whether nothing comes but the end, or a reset. */
  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() == -1;
    } catch (IOException reset) {
      return true;
    }
  }
}
