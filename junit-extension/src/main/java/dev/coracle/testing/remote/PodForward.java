// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * One connection to a port of a Pod, carried over a WebSocket as {@code kubectl port-forward} does.
 * The protocol has no half-closed connections: it ends when either side does.
 */
final class PodForward {

  private static final int DATA = 0;
  private static final int PIECE = 32 * 1024;

  private final RemoteHttp http;
  private final Socket local;
  private final Function<String, byte[]> refusal;
  private boolean numbered;
  private boolean answered;

  /**
   * A forward of a connection that is there.
   *
   * @param refusal what the caller is answered where the Pod does not; empty for nothing
   */
  PodForward(RemoteHttp http, Socket local, Function<String, byte[]> refusal) {
    this.http = http;
    this.local = local;
    this.refusal = refusal;
  }

  /**
   * Carries bytes until an end, and closes the connection.
   *
   * @param first what has been read from the caller already
   */
  void carry(Routes.Target target, byte[] first) throws IOException, InterruptedException {
    ChannelInput input = new ChannelInput(this::take);
    String path =
        "/api/v1/namespaces/%s/pods/%s/portforward?ports=%d"
            .formatted(target.pod().namespace(), target.pod().name(), target.port());
    try (local) {
      WebSocket socket = http.channels(path, input);
      input.end().thenRun(this::close);
      try {
        send(socket, first, first.length);
        pump(socket);
      } finally {
        socket.abort();
      }
    }
  }

  private void pump(WebSocket socket) throws IOException, InterruptedException {
    InputStream in = local.getInputStream();
    byte[] piece = new byte[PIECE];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      send(socket, piece, read);
    }
  }

  private static void send(WebSocket socket, byte[] bytes, int length)
      throws IOException, InterruptedException {
    if (length == 0) {
      return;
    }
    ByteBuffer message = ByteBuffer.allocate(length + 1).put((byte) DATA).put(bytes, 0, length);
    try {
      socket.sendBinary(message.flip(), true).get();
    } catch (ExecutionException e) {
      throw new IOException("the port-forward has ended", e.getCause());
    }
  }

  private void take(int channel, byte[] bytes) throws IOException {
    if (channel != DATA) {
      refused(bytes);
    } else if (!numbered) {
      // The first message is the port's number.
      numbered = true;
    } else {
      answered = true;
      OutputStream out = local.getOutputStream();
      out.write(bytes);
      out.flush();
    }
  }

  /** The first message on the channel of errors is the port's number too. */
  private void refused(byte[] bytes) throws IOException {
    if (bytes.length > 2 && !answered) {
      local.getOutputStream().write(refusal.apply(new String(bytes, UTF_8)));
    }
    if (bytes.length > 2) {
      close();
    }
  }

  private void close() {
    try {
      local.close();
    } catch (IOException e) {
      // Closed is what it shall be.
    }
  }
}
