// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.program.SocketHandler;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Handles the connections to a TCP port of a container, each on a thread of its own. */
final class TcpService {

  private final ProcessContext context;
  private final SocketHandler handler;

  TcpService(ProcessContext context, SocketHandler handler) {
    this.context = context;
    this.handler = handler;
  }

  void accept(ServerSocket server, int port) {
    context.spawnUncounted("accept " + port, () -> acceptAll(server));
  }

  private void acceptAll(ServerSocket server) {
    try {
      while (!server.isClosed()) {
        Socket socket = context.process().closeAtEnd(server.accept());
        context.spawnUncounted("connection", () -> handle(socket));
      }
    } catch (IOException closed) {
      // The container has ended, or the program has closed its socket.
    }
  }

  private void handle(Socket socket) {
    try (socket) {
      context.serving().run(() -> handleReported(socket));
    } catch (IOException e) {
      // It was closed already.
    }
    context.process().forget(socket);
  }

  private void handleReported(Socket socket) {
    try {
      handler.handle(socket, context);
    } catch (Exception e) {
      if (!context.process().hasEnded()) {
        e.printStackTrace(context.stderr());
      }
    }
  }
}
