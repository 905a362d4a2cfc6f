// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.net.Socket;

/** What is done with an accepted connection, which is closed afterwards. */
@FunctionalInterface
public interface SocketHandler {

  void handle(Socket socket, ContainerContext context) throws Exception;
}
