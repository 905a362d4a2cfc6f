// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.net.Socket;

/** What is done with an accepted connection, which is closed afterwards. */
@FunctionalInterface
public interface SocketHandler {

  /** Talks to one client; the connection is closed when it returns or throws. */
  void handle(Socket socket, ContainerContext context) throws Exception;
}
