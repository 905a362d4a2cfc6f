// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;

/** A listening socket of a Pod, which ends with it and calls itself by the number asked for. */
public final class LinkServerSocket extends ServerSocket {

  private final int port;
  private final Set<AutoCloseable> owned;
  private volatile Optional<BoundPort> bound = Optional.empty();

  private LinkServerSocket(int port, Set<AutoCloseable> owned) throws IOException {
    this.port = port;
    this.owned = owned;
  }

  public static LinkServerSocket listen(
      Binder binder, String address, int port, Set<AutoCloseable> owned) throws IOException {
    LinkServerSocket socket = new LinkServerSocket(port, owned);
    try {
      socket.bound = Optional.of(binder.socket(address, port, socket));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    owned.add(socket);
    return socket;
  }

  @Override
  public int getLocalPort() {
    return port == 0 ? super.getLocalPort() : port;
  }

  int realPort() {
    return super.getLocalPort();
  }

  @Override
  public Socket accept() throws IOException {
    LinkSocket socket = LinkSocket.ownedBy(owned);
    try {
      implAccept(socket);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    owned.remove(this);
    bound.ifPresent(BoundPort::close);
    super.close();
  }
}
