// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.http.ClientTls;
import dev.coracle.api.http.HttpConnection;
import dev.coracle.api.http.HttpHeaders;
import dev.coracle.api.http.HttpRequest;
import dev.coracle.api.http.HttpResponse;
import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a Pod and the answer on its way back, each piece as it comes. It has
 * threads of its own, one for the answer and one for a body: they may go on for ever, and the
 * server's are for others.
 */
final class ProxyRelay {

  private static final Logger logger = LoggerFactory.getLogger(ProxyRelay.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Exchange exchange;
  private final ProxyTarget target;
  private final String rest;
  private final NodeConnection nodes;
  private final Time time;
  private final ProxyHeaders headers;
  private volatile Optional<Socket> socket = Optional.empty();
  private volatile boolean clientGone;

  ProxyRelay(Exchange exchange, ProxyTarget target, String rest, NodeConnection nodes, Time time) {
    this.exchange = exchange;
    this.target = target;
    this.rest = rest;
    this.nodes = nodes;
    this.time = time;
    this.headers = headers(exchange, rest);
  }

  private static ProxyHeaders headers(Exchange exchange, String rest) {
    var uri = exchange.request().getHttpURI();
    String path = uri.getPath();
    return new ProxyHeaders(
        path.substring(0, path.length() - rest.length()),
        ProxyMessages.host(exchange.request()),
        exchange.request().isSecure() ? "https" : "http",
        Request.getRemoteAddr(exchange.request()));
  }

  /** Whether the client asks for another protocol. */
  boolean isUpgrade() {
    return ProxyMessages.headers(exchange.request()).has("Connection", "upgrade");
  }

  void start() {
    exchange.request().addFailureListener(failure -> clientGone());
    time.spawn("proxy to " + target.authority(), this::run);
  }

  private void clientGone() {
    clientGone = true;
    socket.ifPresent(ProxyRelay::closeQuietly);
  }

  private void run() {
    try {
      Socket opened = dial();
      if (isUpgrade()) {
        upgrade(opened);
      } else {
        relay(opened);
      }
    } catch (ApiException refusal) {
      exchange.fail(refusal);
    } catch (IOException | RuntimeException e) {
      logger.atDebug().addKeyValue("target", target.authority()).setCause(e).log("proxy ended");
      exchange.fail(unreachable(text(e)));
    }
  }

  private Socket dial() {
    try {
      Socket plain = nodes.dial(target.address(), target.port(), CONNECT);
      socket = Optional.of(plain);
      if (clientGone) {
        closeQuietly(plain);
      }
      return target.secure()
          ? ClientTls.unverified().over(plain, target.address(), target.port())
          : plain;
    } catch (IOException e) {
      socket.ifPresent(ProxyRelay::closeQuietly);
      throw unreachable("dial tcp " + target.authority() + ": " + text(e));
    }
  }

  static ApiException unreachable(String reason) {
    return ApiException.unavailable("error trying to reach service: " + reason);
  }

  /** As Go's net and net/http word it. */
  private static String text(Exception e) {
    if (e instanceof SocketTimeoutException) {
      return "i/o timeout";
    }
    if (e instanceof ConnectException) {
      return "connect: connection refused";
    }
    return String.valueOf(e.getMessage());
  }

  private HttpRequest request(HttpHeaders sent) throws IOException {
    String query = exchange.request().getHttpURI().getQuery();
    String to = (rest.isEmpty() ? "/" : rest) + (query == null ? "" : "?" + query);
    return new HttpRequest(exchange.method(), to, sent, ProxyMessages.body(exchange.request()));
  }

  private void relay(Socket opened) throws IOException {
    try (opened) {
      var connection = HttpConnection.over(opened);
      HttpRequest request =
          request(
              headers
                  .request(ProxyMessages.headers(exchange.request()), rest.isEmpty() ? "/" : rest)
                  .with("Connection", "close"));
      send(connection, request);
      HttpResponse answer =
          connection.receive(request, head -> ProxyMessages.interim(exchange, head));
      answer(answer);
    }
  }

  /** A body is sent beside the reading of the answer, which may come first. */
  private void send(HttpConnection connection, HttpRequest request) throws IOException {
    if (ProxyMessages.isEmpty(request.body())) {
      connection.send(request);
    } else {
      time.spawn("proxy to " + target.authority() + " (body)", () -> upload(connection, request));
    }
  }

  private void upload(HttpConnection connection, HttpRequest request) {
    try {
      connection.send(request);
    } catch (IOException | RuntimeException e) {
      // A server that has answered need not read on; one that waits would wait for ever.
      logger.atDebug().addKeyValue("target", target.authority()).setCause(e).log("body not sent");
      if (!exchange.response().isCommitted()) {
        socket.ifPresent(ProxyRelay::shutdownQuietly);
      }
    }
  }

  private void answer(HttpResponse answer) throws IOException {
    exchange.begin(answer.status());
    ProxyMessages.put(
        exchange.response().getHeaders(), headers.response(answer.headers(), target.authority()));
    if (answer.headers().contains("Trailer")) {
      exchange.response().setTrailersSupplier(() -> fields(answer.trailers()));
    }
    try {
      OutputStream out = Content.Sink.asOutputStream(exchange.response());
      if (!exchange.method().equals("HEAD")) {
        out.flush();
        answer.transferTo(out);
      }
      out.close();
      exchange.callback().succeeded();
    } catch (IOException e) {
      // Whoever reads must see that something is missing.
      exchange.callback().failed(e);
    }
  }

  private static HttpFields fields(HttpHeaders trailers) {
    HttpFields.Mutable fields = HttpFields.build();
    trailers.fields().forEach(field -> fields.add(field.name(), field.value()));
    return fields;
  }

  /**
   * A change of protocol: what comes after it goes through as it is.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apimachinery/pkg/util/proxy/upgradeaware.go">
   *     tryUpgrade</a>
   */
  private void upgrade(Socket opened) throws IOException {
    var connection = HttpConnection.over(opened);
    HttpRequest request = request(headers.upgrade(ProxyMessages.headers(exchange.request())));
    connection.send(request);
    HttpResponse answer = connection.receive(request, head -> {});
    if (answer.status() == 101) {
      exchange.begin(101);
      ProxyMessages.put(exchange.response().getHeaders(), answer.headers());
      ProxyTunnel.enter(exchange, opened, answer.body(), time);
      return;
    }
    try (opened) {
      if (answer.status() < 400) {
        throw ApiException.of(500, "", "invalid upgrade response: status code " + answer.status());
      }
      answer(answer);
    }
  }

  private static void shutdownQuietly(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException | UnsupportedOperationException e) {
      logger.atDebug().setCause(e).log("connection not shut down");
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      logger.atDebug().setCause(e).log("connection not closed");
    }
  }
}
