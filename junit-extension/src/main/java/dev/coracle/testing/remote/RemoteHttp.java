// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Requests to an API server that no typed client makes: discovery, logs, upgrades. */
final class RemoteHttp {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Kubeconfig config;
  private final SSLContext tls;
  private final HttpClient http;

  RemoteHttp(Kubeconfig config) {
    this.config = config;
    this.tls = RemoteTls.context(config);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .sslContext(tls)
            .build();
  }

  Kubeconfig config() {
    return config;
  }

  SSLContext tls() {
    return tls;
  }

  HttpClient client() {
    return http;
  }

  /** A document that is read. */
  ObjectNode json(String path) {
    return Json.parseObject(get(path));
  }

  byte[] get(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(config.server() + path))
            .header("Accept", "application/json, */*");
    if (!config.token().isEmpty()) {
      request.header("Authorization", "Bearer " + config.token());
    }
    try {
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() >= 300) {
        throw refusal(answer);
      }
      return answer.body();
    } catch (IOException e) {
      throw ApiException.unavailable(
          "cannot reach %s of %s: %s".formatted(config.server(), config.file(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted while waiting for " + config.server());
    }
  }

  private static ApiException refusal(HttpResponse<byte[]> answer) {
    try {
      return ApiException.of(Json.parseObject(answer.body()));
    } catch (IllegalArgumentException | JacksonException e) {
      return ApiException.of(
          answer.statusCode(), "", new String(answer.body(), StandardCharsets.UTF_8));
    }
  }

  /** Opens a WebSocket of the channels that exec and port-forward have. */
  WebSocket channels(String path, WebSocket.Listener listener)
      throws IOException, InterruptedException {
    URI uri = URI.create(config.server().toString().replaceFirst("^http", "ws") + path);
    WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("v4.channel.k8s.io");
    if (!config.token().isEmpty()) {
      builder.header("Authorization", "Bearer " + config.token());
    }
    try {
      return builder.buildAsync(uri, listener).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("cannot open " + uri + ": " + why(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("cannot open " + uri + ": no answer in " + PATIENCE.toSeconds() + " s");
    }
  }

  private static String why(@Nullable Throwable cause) {
    return cause instanceof java.net.http.WebSocketHandshakeException refused
        ? "status " + refused.getResponse().statusCode()
        : String.valueOf(cause);
  }
}
