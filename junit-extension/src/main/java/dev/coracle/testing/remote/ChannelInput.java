// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a WebSocket with channels, put together and taken one by one. Ends once, with
 * what has ended it.
 */
final class ChannelInput implements WebSocket.Listener {

  /** Takes what comes on a channel; one message at a time. */
  @FunctionalInterface
  interface Taker {

    void take(int channel, byte[] bytes) throws IOException;
  }

  private final Taker taker;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

  ChannelInput(Taker taker) {
    this.taker = taker;
  }

  /** Completes when nothing more comes, with a failure where it was one. */
  CompletableFuture<Optional<Throwable>> end() {
    return end;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    message.writeBytes(bytes);
    if (last) {
      byte[] whole = message.toByteArray();
      message.reset();
      take(socket, whole);
    }
    socket.request(1);
    return null;
  }

  private void take(WebSocket socket, byte[] whole) {
    if (whole.length == 0) {
      return;
    }
    byte[] payload = new byte[whole.length - 1];
    System.arraycopy(whole, 1, payload, 0, payload.length);
    try {
      taker.take(whole[0] & 0xff, payload);
    } catch (IOException e) {
      end.complete(Optional.of(e));
      socket.abort();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    end.complete(Optional.empty());
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    end.complete(Optional.of(error));
  }
}
