// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.SocketHandler;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Handles the connections to a TCP port of a container, each on a thread of its own. */
final class TcpService {

  private final ContainerContext context;
  private final ContainerProcess process;
  private final CountedThreads serving;
  private final SocketHandler handler;

  /**
   * A service of a process.
   *
   * @param serving the threads that serve requests to its Pod
   */
  TcpService(
      ContainerContext context,
      ContainerProcess process,
      CountedThreads serving,
      SocketHandler handler) {
    this.context = context;
    this.process = process;
    this.serving = serving;
    this.handler = handler;
  }

  void accept(ServerSocket server, int port) {
    process.spawnUncounted("accept " + port, () -> acceptAll(server));
  }

  private void acceptAll(ServerSocket server) {
    try {
      while (!server.isClosed()) {
        Socket socket = process.closeAtEnd(server.accept());
        process.spawnUncounted("connection", () -> handle(socket));
      }
    } catch (IOException closed) {
      // The container has ended, or the program has closed its socket.
    }
  }

  private void handle(Socket socket) {
    try (socket) {
      serving.run(() -> handleReported(socket));
    } catch (IOException e) {
      // It was closed already.
    }
    process.forget(socket);
  }

  private void handleReported(Socket socket) {
    try {
      handler.handle(socket, context);
    } catch (Exception e) {
      if (!process.hasEnded()) {
        e.printStackTrace(context.stderr());
      }
    }
  }
}
