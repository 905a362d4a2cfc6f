// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.netproxy.route.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket of a Pod or node: it ends with its owner, and shows the addresses of the cluster. */
public final class LinkSocket extends Socket {

  private static final Logger logger = LoggerFactory.getLogger(LinkSocket.class);

  private final Set<AutoCloseable> owned;
  private volatile Optional<Shown> shown = Optional.empty();
  private volatile Optional<ConnectionTable.Tracked> tracked = Optional.empty();

  private LinkSocket(Set<AutoCloseable> owned) {
    this.owned = owned;
  }

  public static LinkSocket ownedBy(Set<AutoCloseable> owned) {
    LinkSocket socket = new LinkSocket(owned);
    owned.add(socket);
    return socket;
  }

  /** Both ends as programs see them. */
  private record Shown(InetSocketAddress own, InetSocketAddress peer) {}

  void show(InetSocketAddress own, InetSocketAddress peer) {
    shown = Optional.of(new Shown(own, peer));
  }

  /** A socket that is about to be connected, as the table knows it. */
  public void track(ConnectionTable.Tracked connection, Destination called) {
    tracked = Optional.of(connection);
    show(connection.maker(), called.socketAddress());
  }

  /** A socket that a stranger has connected, as the table knows it. */
  void track(ConnectionTable.Tracked connection) {
    tracked = Optional.of(connection);
  }

  @Override
  public InetAddress getInetAddress() {
    return shown
        .filter(both -> isConnected())
        .map(both -> both.peer().getAddress())
        .orElseGet(super::getInetAddress);
  }

  @Override
  public int getPort() {
    return shown
        .filter(both -> isConnected())
        .map(both -> both.peer().getPort())
        .orElseGet(super::getPort);
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return isConnected() ? new InetSocketAddress(getInetAddress(), getPort()) : noAddress();
  }

  @SuppressWarnings("NullAway") // What a socket answers that is not connected.
  private static SocketAddress noAddress() {
    return null;
  }

  @Override
  public InetAddress getLocalAddress() {
    return shown
        .filter(both -> !isClosed())
        .map(both -> both.own().getAddress())
        .orElseGet(super::getLocalAddress);
  }

  @Override
  public int getLocalPort() {
    return shown.map(both -> both.own().getPort()).orElseGet(super::getLocalPort);
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return isBound() ? new InetSocketAddress(getLocalAddress(), getLocalPort()) : noAddress();
  }

  /** The local address of the socket beneath. */
  public InetSocketAddress realLocal() {
    return (InetSocketAddress) super.getLocalSocketAddress();
  }

  InetSocketAddress realRemote() {
    return new InetSocketAddress(super.getInetAddress(), super.getPort());
  }

  /** Closes it for somebody who cannot do more than that. */
  public void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      logger.atDebug().setCause(e).log("close failed");
    }
  }

  @Override
  public synchronized void close() throws IOException {
    owned.remove(this);
    super.close();
    tracked.ifPresent(ConnectionTable.Tracked::ended);
  }
}
