// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The messages of a WebSocket, each read whole. */
final class FrameReader implements WebSocket.Listener {

  private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();

  @Override
  public void onOpen(WebSocket socket) {
    opened.complete(socket);
    socket.request(Long.MAX_VALUE);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    parts.writeBytes(data.toString().getBytes(UTF_8));
    return end(last);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    parts.writeBytes(bytes);
    return end(last);
  }

  private @Nullable CompletionStage<?> end(boolean last) {
    if (last) {
      messages.add(parts.toByteArray());
      parts.reset();
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closed.completeExceptionally(error);
  }

  byte[] message() throws InterruptedException {
    byte[] message = messages.poll(10, TimeUnit.SECONDS);
    assertThat(message).as("a message within ten seconds").isNotNull();
    return message;
  }

  JsonNode event() throws InterruptedException {
    return Json.parse(message());
  }

  void send(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    opened.join().sendBinary(buffer.flip(), true).join();
  }

  void send(int channel, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 1).put((byte) channel).put(bytes);
    opened.join().sendBinary(buffer.flip(), true).join();
  }

  void close() {
    opened.join().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  void abort() {
    opened.join().abort();
  }

  String subprotocol() {
    return opened.join().getSubprotocol();
  }

  int closeCode() throws InterruptedException, ExecutionException, TimeoutException {
    return closed.get(10, TimeUnit.SECONDS);
  }
}
