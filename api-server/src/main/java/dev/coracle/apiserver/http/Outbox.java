// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** What is sent over a WebSocket; any thread may send. */
final class Outbox {

  private final Session session;

  Outbox(Session session) {
    this.session = session;
  }

  /** A message that begins with the number of its channel. */
  static byte[] onChannel(int channel, byte[] bytes, int offset, int length) {
    return ByteBuffer.allocate(length + 1).put((byte) channel).put(bytes, offset, length).array();
  }

  /** Sends a message, and returns when it is on its way: no thread sends faster than is read. */
  void send(byte[] message) throws IOException {
    Callback.Completable sent = new Callback.Completable();
    session.sendBinary(ByteBuffer.wrap(message), sent);
    try {
      sent.join();
    } catch (CompletionException e) {
      throw new IOException("the client has gone", e);
    }
  }

  /** Sends a short message without waiting; a client that has gone misses it. */
  void post(byte[] message) {
    session.sendBinary(ByteBuffer.wrap(message), Callback.NOOP);
  }

  void close() {
    session.close(1000, "", Callback.NOOP);
  }
}
