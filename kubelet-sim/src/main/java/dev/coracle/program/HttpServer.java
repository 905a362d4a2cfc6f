// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.io.IOException;

/** The HTTP/1.1 server of one container: its listeners and connections, and how they end. */
public interface HttpServer {

  /**
   * Listens on a TCP port.
   *
   * @throws IOException when another program of the Pod listens there already
   */
  void listen(int port) throws IOException;

  /**
   * Stops accepting, lets requests in flight finish, tells clients to close with their next answer,
   * and then runs {@code end}.
   */
  void drain(Runnable end);
}
