// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of 127.0.0.1 whose connections are each handled on a thread of their own. */
final class LocalDoor implements AutoCloseable {

  /** What becomes of a connection. */
  @FunctionalInterface
  interface Handler {

    void handle(Socket connection) throws IOException, InterruptedException;
  }

  private static final int BACKLOG = 128;

  private final Time time;
  private final Handler handler;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  LocalDoor(Time time, String name, Handler handler) {
    this.time = time;
    this.handler = handler;
    try {
      listener = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
    }
    time.spawn(name, this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        open.add(connection);
        time.spawn("port-forward", () -> handle(connection));
      } catch (IOException e) {
        // Closed, or one caller has gone before he came in.
      }
    }
  }

  private void handle(Socket connection) {
    try (connection) {
      handler.handle(connection);
    } catch (IOException e) {
      // Either side has ended it, which the other one sees.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(connection);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
