// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.SystemTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Pod that answers byte by byte, seen through the server byte by byte. */
@Timeout(60)
class ProxyTest {

  private static final String POD = "/api/v1/namespaces/default/pods/web";

  private final SystemTime time = new SystemTime();
  private final HttpTester http = new HttpTester(time);
  private final List<Socket> connections = new ArrayList<>();
  private RawServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    http.listeners().connectNodes(new LoopbackNodes(() -> server.port()));
    http.client()
        .create(
            ResourceType.PODS,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "web", "namespace": "default"},
                 "spec": {"containers": [{"name": "c", "image": "web"}]}}
                """));
    http.client()
        .patchStatus(
            ResourceType.PODS,
            ObjectKey.of("default", "web"),
            Patch.merge(patch -> Json.objectAt(patch, "status").put("podIP", "10.0.0.9")));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
    server.close();
    http.close();
    time.close();
  }

  private Socket ask(String method, String path, String... headers) throws IOException {
    Socket socket = http.raw(method, path, headers);
    connections.add(socket);
    return socket;
  }

  /** What comes up to and with a text. */
  private static String upTo(Socket socket, String end) throws IOException {
    InputStream in = socket.getInputStream();
    var text = new StringBuilder();
    while (!text.toString().endsWith(end)) {
      int b = in.read();
      if (b < 0) {
        throw new AssertionError("ended after: " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  @Test
  void answer_keepsItsHeadersAndTheirRepetition() throws IOException {
    server.answers(
        "HTTP/1.1 200 OK|Set-Cookie: a=1|Set-Cookie: b=2|X-Own: yes|Connection: x-own"
            + "|Access-Control-Allow-Origin: *|Content-Length: 2||!!");

    String answer = upTo(ask("GET", POD + "/proxy/"), "!!");

    assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("Set-Cookie: a=1", "Set-Cookie: b=2");
    assertThat(answer).contains("Content-Length: 2");
    assertThat(answer).doesNotContain("X-Own", "Access-Control", "Transfer-Encoding");
  }

  @Test
  void redirect_isSeenFromTheClient() throws IOException {
    server.answers("HTTP/1.1 302 Found|Location: /elsewhere?a=b|Content-Length: 0||");

    assertThat(upTo(ask("GET", POD + "/proxy/redir"), "\r\n\r\n"))
        .contains("Location: " + POD + "/proxy/elsewhere?a=b\r\n");
  }

  @Test
  void answerToHead_hasItsLength() throws IOException {
    server.answers("HTTP/1.1 200 OK|ETag: \"v1\"|Content-Length: 1234||");

    assertThat(upTo(ask("HEAD", POD + "/proxy/x"), "\r\n\r\n"))
        .contains("ETag: \"v1\"", "Content-Length: 1234");
    assertThat(server.request()).startsWith("HEAD /x HTTP/1.1|");
  }

  @Test
  void earlyHints_comeBeforeTheAnswer() throws IOException {
    server.answers("HTTP/1.1 103 Early Hints|Link: </x>||HTTP/1.1 200 OK|Content-Length: 2||ok");

    String answer = upTo(ask("GET", POD + "/proxy/"), "ok");

    assertThat(answer).startsWith("HTTP/1.1 103 Early Hints\r\n").contains("Link: </x>");
    assertThat(answer.indexOf("HTTP/1.1 200 OK")).isGreaterThan(answer.indexOf("</x>"));
  }

  @Test
  void events_comeAsTheyAreSent() throws IOException {
    server.answers("HTTP/1.1 200 OK|Content-Type: text/event-stream||data: 0||");

    Socket client = ask("GET", POD + "/proxy/");
    upTo(client, "data: 0\r\n\r\n");
    server.says("data: 1||");

    assertThat(upTo(client, "data: 1\r\n\r\n")).isNotEmpty();
  }

  @Test
  void chunksThatEndEarly_areAnAnswerThatEndsEarly() throws IOException {
    server.answers("HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|");

    Socket client = ask("GET", POD + "/proxy/");
    upTo(client, "hello");
    server.close();
    String rest = new String(client.getInputStream().readAllBytes(), ISO_8859_1);

    assertThat(rest).doesNotContain("0\r\n\r\n");
  }

  @Test
  void trailers_areKept() throws IOException {
    server.answers("HTTP/1.1 200 OK|Trailer: Sum|Transfer-Encoding: chunked||2|ok|0|Sum: 7||");

    assertThat(upTo(ask("GET", POD + "/proxy/"), "0\r\nSum: 7\r\n\r\n")).contains("ok");
  }

  @Test
  void webSocket_goesThrough() throws IOException {
    server.answers(
        "HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade||hello");

    Socket client =
        ask("GET", POD + "/proxy/ws", "Connection: Upgrade", "Upgrade: websocket", "X-Own: yes");
    String head = upTo(client, "hello");
    client.getOutputStream().write("ping".getBytes(ISO_8859_1));
    client.getOutputStream().flush();

    assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols").contains("Upgrade: websocket");
    assertThat(server.request())
        .startsWith("GET /ws HTTP/1.1|")
        .contains("|Connection: Upgrade|", "|Upgrade: websocket|", "|X-Own: yes|")
        .doesNotContain("Authorization");
    assertThat(server.hears(4)).isEqualTo("ping");
  }

  @Test
  void upgradeThatIsRefused_isTheServersAnswer() throws IOException {
    server.answers("HTTP/1.1 400 Bad Request|Content-Length: 10||no upgrade");

    assertThat(
            upTo(
                ask("GET", POD + "/proxy/ws", "Connection: Upgrade", "Upgrade: websocket"),
                "no upgrade"))
        .startsWith("HTTP/1.1 400 Bad Request");
  }

  @Test
  void upgradeAnsweredWithoutOne_isAnError() throws IOException {
    server.answers("HTTP/1.1 200 OK|Content-Length: 2||ok");

    assertThat(
            upTo(
                ask("GET", POD + "/proxy/ws", "Connection: Upgrade", "Upgrade: websocket"),
                "\"code\":500}"))
        .startsWith("HTTP/1.1 500")
        .contains("invalid upgrade response: status code 200");
  }

  @Test
  void request_keepsItsHeadersAndSaysWhereItCameFrom() throws IOException {
    server.answers("HTTP/1.1 200 OK|Content-Length: 2||ok");

    upTo(
        ask(
            "GET",
            POD + "/proxy/a%20b/?c=d",
            "X-Own: 1",
            "X-Own: 2",
            "Connection: X-Hop",
            "X-Hop: 3",
            "X-Forwarded-For: 192.0.2.7"),
        "ok");

    assertThat(server.request())
        .startsWith("GET /a%20b/?c=d HTTP/1.1|")
        .contains("|Host: test|", "|X-Own: 1|X-Own: 2|")
        .contains("|X-Forwarded-For: 192.0.2.7, 127.0.0.1|")
        .contains("|X-Forwarded-Uri: " + POD + "/proxy/a%20b/|")
        .contains("|X-Forwarded-Host: test|", "|X-Forwarded-Proto: http|")
        .doesNotContain("X-Hop", "Authorization");
  }

  @Test
  void pathWithoutSlash_isSentToTheOneWithIt() throws IOException {
    assertThat(upTo(ask("GET", POD + "/proxy?a=b"), "\r\n\r\n"))
        .startsWith("HTTP/1.1 301 Moved Permanently")
        .contains("Location: " + POD + "/proxy/?a=b\r\n");
  }

  @Test
  void largeUpload_goesThroughWhole() throws IOException {
    int size = 5 << 20;
    server.swallows(size, "HTTP/1.1 200 OK|Content-Length: 2||ok");

    Socket client = ask("POST", POD + "/proxy/up", "Content-Length: " + size);
    client.getOutputStream().write(new byte[size]);

    assertThat(upTo(client, "ok")).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void upload_waitsForItsReader() throws Exception {
    server.answers("");
    Socket client = ask("POST", POD + "/proxy/up", "Transfer-Encoding: chunked");
    var full = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              try {
                OutputStream out = client.getOutputStream();
                byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);
                for (int i = 0; i < 4096; i++) {
                  out.write(chunk);
                }
                full.countDown();
              } catch (IOException e) {
                // The end of the test.
              }
            });
    writer.start();

    // 256 MiB that nobody reads stay with the client.
    assertThat(full.await(500, TimeUnit.MILLISECONDS)).isFalse();
  }

  @Test
  void answerBeforeTheBodyHasCome_isNotHeldBack() throws IOException {
    server.answers("HTTP/1.1 403 Forbidden|Content-Length: 2||no");

    Socket client = ask("POST", POD + "/proxy/up", "Content-Length: 100");

    assertThat(upTo(client, "no")).startsWith("HTTP/1.1 403 Forbidden");
  }

  @Test
  void secureTarget_isReachedWhateverItsCertificate() throws IOException {
    server.close();
    SSLContext tls =
        CertificateAuthority.create("nobody", time.now())
            .issueServer("web", List.of("web"), time.now())
            .sslContext(List.of());
    server =
        new RawServer(
            tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    server.answers("HTTP/1.1 200 OK|Content-Length: 2||ok");

    String path = "/api/v1/namespaces/default/pods/https:web:443/proxy/";

    assertThat(upTo(ask("GET", path), "ok")).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void answerThatIsNone_isUnavailable() throws IOException {
    server.answers("nonsense||");

    assertThat(upTo(ask("GET", POD + "/proxy/"), "\"code\":503}"))
        .startsWith("HTTP/1.1 503")
        .contains(
            "error trying to reach service: net/http: HTTP/1.x transport connection broken: "
                + "malformed HTTP response \\\"nonsense\\\"");
  }

  @Test
  void portNameOfAPod_isNoPort() throws IOException {
    assertThat(http.get("/api/v1/namespaces/default/pods/web:http/proxy/").message())
        .isEqualTo("error trying to reach service: dial tcp: lookup tcp/http: unknown port");
  }

  @Test
  void otherScheme_isInvalid() {
    var answer = http.get("/api/v1/namespaces/default/pods/ftp:web:21/proxy/");

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("invalid pod request \"ftp:web:21\"");
  }

  @Test
  void portOfANode_isReachedAndItsKubeletNamed() throws IOException {
    http.client()
        .create(
            ResourceType.NODES,
            KubeObject.parse(
                """
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"},
                 "status": {"addresses": [{"type": "InternalIP", "address": "10.0.0.1"}]}}
                """));
    server.answers("HTTP/1.1 200 OK|Content-Length: 2||ok");

    assertThat(upTo(ask("GET", "/api/v1/nodes/node-1:9100/proxy/"), "ok")).contains(" 200 OK");
    var kubelet = http.get("/api/v1/nodes/node-1/proxy/healthz");
    assertThat(kubelet.code()).isEqualTo(404);
    assertThat(kubelet.message()).startsWith("the kubelet of node \"node-1\" serves no HTTP");
    assertThat(http.get("/api/v1/nodes/none/proxy/").message())
        .isEqualTo("nodes \"none\" not found");
  }

  @Test
  void moreFollowersThanThreads_leaveTheServerToOthers() throws IOException {
    for (int i = 0; i < 300; i++) {
      ask("GET", POD + (i % 2 == 0 ? "/log?follow=true" : "/proxy/"));
    }

    Socket other = ask("GET", "/version");

    assertThat(upTo(other, "\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
  }
}
