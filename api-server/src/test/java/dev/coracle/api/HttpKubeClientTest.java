// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that fail. */
final class HttpKubeClientTest {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String EVENT =
      "{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","
          + "\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"7\"}}}\n";

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static KubeClient client(ServerSocket server) {
    URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());
    return new HttpKubeClient(HTTP, url, "");
  }

  /** Answers one request with a text, and cuts the connection. */
  private static void answer(ServerSocket server, String text) {
    try (Socket socket = server.accept()) {
      byte[] request = new byte[4];
      int unused = socket.getInputStream().readNBytes(request, 0, request.length);
      socket.getOutputStream().write(text.getBytes(UTF_8));
      socket.shutdownOutput();
      byte[] rest = socket.getInputStream().readAllBytes();
      assertThat(rest).isNotEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void serverThatIsNotThere_isUnavailable() throws IOException {
    ServerSocket server = listen();
    KubeClient client = client(server);
    server.close();

    ApiException list =
        catchThrowableOfType(ApiException.class, () -> client.list(CONFIG_MAPS, ListOptions.ALL));
    ApiException watch =
        catchThrowableOfType(
            ApiException.class, () -> client.watch(CONFIG_MAPS, WatchOptions.since("1"), () -> {}));

    assertThat(list.code()).isEqualTo(503);
    assertThat(watch.code()).isEqualTo(503);
    assertThat(watch).hasMessageStartingWith("watch failed: ");
  }

  @Test
  void refusalThatIsNoStatus_keepsItsText() throws IOException {
    try (ServerSocket server = listen()) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () ->
                  answer(
                      server,
                      "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"
                          + "oops"));

      ApiException refusal =
          catchThrowableOfType(
              ApiException.class,
              () -> client(server).get(CONFIG_MAPS, ObjectKey.of("default", "a")));

      assertThat(refusal.code()).isEqualTo(502);
      assertThat(refusal).hasMessage("oops");
      served.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"type\":\"ADDED\",\"obj", "what is this?\n"})
  void brokenConnection_endsTheWatchAfterItsEvents(String tail) throws Exception {
    Semaphore wakeUps = new Semaphore(0);
    try (ServerSocket server = listen()) {
      String chunk = EVENT + tail;
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () ->
                  answer(
                      server,
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + Integer.toHexString(chunk.getBytes(UTF_8).length)
                          + "\r\n"
                          + chunk
                          + "\r\n"));

      try (Watch watch =
          client(server).watch(CONFIG_MAPS, WatchOptions.since("1"), wakeUps::release)) {
        Optional<WatchEvent> event = watch.poll();
        while (event.isEmpty() && wakeUps.tryAcquire(10, TimeUnit.SECONDS)) {
          event = watch.poll();
        }
        while (watch.isOpen() && wakeUps.tryAcquire(10, TimeUnit.SECONDS)) {
          assertThat(watch.poll()).isEmpty();
        }

        assertThat(event.orElseThrow().object().name()).isEqualTo("a");
        assertThat(watch.isOpen()).isFalse();
      }
      served.join();
    }
  }
}
