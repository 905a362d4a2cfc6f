// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests to one server; a request that fails is an answer too. */
final class RecordedClient {

  private static final long PATIENCE_SECONDS = 10;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI server;
  private final String token;

  RecordedClient(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  Reply send(CaseRequest request) {
    return await(
        HTTP.sendAsync(http(request), BodyHandlers.ofByteArray())
            .thenApply(response -> Reply.of(response, response.body())));
  }

  /**
   * Starts to read a stream, whose end {@link #await} waits for; returns when its head is there.
   */
  Future<Reply> open(CaseRequest request) {
    var head = HTTP.sendAsync(http(request), BodyHandlers.ofInputStream());
    Future<Reply> whole = head.thenApplyAsync(RecordedClient::readOut, RecordedClient::onThread);
    await(head.thenApply(response -> Reply.of(response, new byte[0])));
    return whole;
  }

  private static void onThread(Runnable task) {
    Thread thread = new Thread(task, "recorded-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private static Reply readOut(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      return Reply.of(response, body.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Reply await(Future<Reply> reply) {
    try {
      return reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Reply.failed("timeout");
    } catch (ExecutionException e) {
      return Reply.failed("connection dropped: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest http(CaseRequest request) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(server + request.path()));
    request.allHeaders(token).forEach(builder::header);
    BodyPublisher body =
        request.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody);
    return builder.method(request.method(), body).build();
  }
}
