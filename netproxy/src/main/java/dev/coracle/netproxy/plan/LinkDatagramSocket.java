// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A datagram socket of a Pod: what it sends is routed and judged as the packets of a Pod are, and
 * what it receives comes from addresses of the cluster.
 */
public final class LinkDatagramSocket extends DatagramSocket {

  private final IpAddress address;
  private final Set<AutoCloseable> owned;
  private final DatagramNames names;
  private final Router router;
  private final Map<InetSocketAddress, InetSocketAddress> called = new ConcurrentHashMap<>();
  private volatile Optional<BoundPort> bound = Optional.empty();
  private volatile Optional<InetSocketAddress> peer = Optional.empty();

  private LinkDatagramSocket(
      IpAddress address, Set<AutoCloseable> owned, DatagramNames names, Router router)
      throws SocketException {
    super((SocketAddress) null);
    this.address = address;
    this.owned = owned;
    this.names = names;
    this.router = router;
  }

  /** Where what is sent to an address goes. */
  @FunctionalInterface
  public interface Router {

    /** A real address; empty where what is sent is lost. */
    Optional<InetSocketAddress> route(Destination destination, InetSocketAddress from);
  }

  public static LinkDatagramSocket open(
      Binder binder,
      List<IpAddress> addresses,
      Set<AutoCloseable> owned,
      DatagramNames names,
      Router router)
      throws IOException {
    LinkDatagramSocket socket = new LinkDatagramSocket(addresses.get(0), owned, names, router);
    try {
      socket.bound = Optional.of(binder.socket(addresses, socket));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    owned.add(socket);
    return socket;
  }

  int realPort() {
    return super.getLocalPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return isClosed() ? super.getLocalAddress() : address.toInetAddress();
  }

  @Override
  public void connect(SocketAddress target) throws SocketException {
    InetSocketAddress name = (InetSocketAddress) target;
    peer = Optional.of(name);
    Optional<InetSocketAddress> real = route(name);
    if (real.isPresent()) {
      super.connect(real.get());
    }
  }

  @Override
  public void connect(InetAddress target, int port) {
    try {
      connect(new InetSocketAddress(target, port));
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<InetSocketAddress> route(InetSocketAddress name) {
    Destination destination =
        names
            .table()
            .nameOf(Protocol.UDP, name)
            .orElseGet(
                () ->
                    new Destination(IpAddress.of(name.getAddress()), name.getPort(), Protocol.UDP));
    Optional<InetSocketAddress> real =
        router.route(destination, (InetSocketAddress) super.getLocalSocketAddress());
    real.ifPresent(at -> called.put(at, destination.socketAddress()));
    return real;
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    Optional<InetSocketAddress> named =
        packet.getAddress() == null
            ? peer
            : Optional.of(new InetSocketAddress(packet.getAddress(), packet.getPort()));
    if (named.isEmpty()) {
      super.send(packet);
      return;
    }
    Optional<InetSocketAddress> real = route(named.get());
    if (real.isPresent()) {
      super.send(
          new DatagramPacket(packet.getData(), packet.getOffset(), packet.getLength(), real.get()));
    }
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    super.receive(packet);
    InetSocketAddress real = new InetSocketAddress(packet.getAddress(), packet.getPort());
    InetSocketAddress asked = called.get(real);
    packet.setSocketAddress(asked == null ? names.sender(real, realLocal()) : asked);
  }

  private InetSocketAddress realLocal() {
    return (InetSocketAddress) super.getLocalSocketAddress();
  }

  @Override
  public void close() {
    owned.remove(this);
    bound.ifPresent(BoundPort::close);
    super.close();
  }
}
