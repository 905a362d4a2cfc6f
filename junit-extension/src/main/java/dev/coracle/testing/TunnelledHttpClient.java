// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * An HTTP client that goes through a tunnel and says why it was refused there: the JDK's own tells
 * the status alone where it asks for TLS.
 */
final class TunnelledHttpClient extends HttpClient {

  private static final String REFUSED = "Tunnel failed";
  private static final int PATIENCE_MILLIS = 5_000;

  private final HttpClient client;
  private final InetSocketAddress tunnel;

  private TunnelledHttpClient(HttpClient client, InetSocketAddress tunnel) {
    this.client = client;
    this.tunnel = tunnel;
  }

  static HttpClient of(InetSocketAddress tunnel, SSLContext trust) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .proxy(ProxySelector.of(tunnel))
            .sslContext(trust)
            .build();
    return new TunnelledHttpClient(client, tunnel);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw explained(request.uri(), e);
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return explained(request.uri(), client.sendAsync(request, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushed) {
    return explained(request.uri(), client.sendAsync(request, handler, pushed));
  }

  private <T> CompletableFuture<T> explained(URI uri, CompletableFuture<T> answer) {
    return answer.exceptionally(
        failure -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          throw new CompletionException(cause instanceof IOException e ? explained(uri, e) : cause);
        });
  }

  /** Asks once more, for the text of the answer. */
  private IOException explained(URI uri, IOException e) {
    if (!String.valueOf(e.getMessage()).startsWith(REFUSED)) {
      return e;
    }
    try (Socket socket = new Socket()) {
      socket.connect(tunnel, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      String authority = uri.getHost() + ":" + (uri.getPort() < 0 ? 443 : uri.getPort());
      String ask = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
      socket.getOutputStream().write(ask.getBytes(UTF_8));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return new IOException(uri + ": " + answer.substring(answer.indexOf("\r\n\r\n")).strip(), e);
    } catch (IOException | IndexOutOfBoundsException unexplained) {
      e.addSuppressed(unexplained);
      return e;
    }
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return client.newWebSocketBuilder();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
