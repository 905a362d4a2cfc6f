// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A listening socket of a Pod, which ends with it, calls itself by the address and number asked
 * for, and knows who calls.
 */
public final class LinkServerSocket extends ServerSocket {

  private final IpAddress address;
  private final int port;
  private final Set<AutoCloseable> owned;
  private final ConnectionTable connections;
  private final Gate gate;
  private volatile Optional<BoundPort> bound = Optional.empty();

  private LinkServerSocket(
      IpAddress address, int port, Set<AutoCloseable> owned, ConnectionTable connections, Gate gate)
      throws IOException {
    this.address = address;
    this.port = port;
    this.owned = owned;
    this.connections = connections;
    this.gate = gate;
  }

  public static LinkServerSocket listen(
      Binder binder,
      ConnectionTable connections,
      List<IpAddress> addresses,
      int port,
      Set<AutoCloseable> owned)
      throws IOException {
    LinkServerSocket socket =
        new LinkServerSocket(addresses.get(0), port, owned, connections, binder.gate());
    try {
      socket.bound = Optional.of(binder.socket(addresses, port, socket));
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

  @Override
  public InetAddress getInetAddress() {
    return address.toInetAddress();
  }

  int realPort() {
    return super.getLocalPort();
  }

  /** The next connection that may come in; others are reset. */
  @Override
  public Socket accept() throws IOException {
    while (true) {
      LinkSocket socket = LinkSocket.ownedBy(owned);
      try {
        implAccept(socket);
        if (isLetIn(socket)) {
          return socket;
        }
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
  }

  private boolean isLetIn(LinkSocket socket) {
    InetSocketAddress remote = socket.realRemote();
    Destination own = new Destination(address, getLocalPort(), Protocol.TCP);
    Optional<ConnectionTable.Tracked> known =
        connections.accepted(Protocol.TCP, remote, socket.realLocal());
    if (known.isEmpty() && !gate.admits(remote, own)) {
      return false;
    }
    // A port at several addresses of a Pod is one socket; the table knows which was called.
    socket.show(
        known.map(ConnectionTable.Tracked::called).orElseGet(own::socketAddress),
        known.map(ConnectionTable.Tracked::caller).orElse(remote));
    if (known.isEmpty()) {
      gate.untracked(remote, own)
          .ifPresent(
              flow ->
                  socket.track(
                      connections.enterAccepted(
                          flow, remote, socket.realLocal(), socket::closeQuietly)));
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    owned.remove(this);
    bound.ifPresent(BoundPort::close);
    super.close();
  }
}
