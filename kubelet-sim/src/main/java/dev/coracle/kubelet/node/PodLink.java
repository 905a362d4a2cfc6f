// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.node;

import dev.coracle.api.net.CallerNotice;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Pod's end of the network: its address, what it listens on, and its way out.
 *
 * <p>A port that the machine refuses (privileged, or taken) is realised on another port of the same
 * address: whoever asks the cluster's network still reaches it under its own number, and {@link
 * Listening#problem} says what strangers will see. Connections out come from the Pod's address.
 */
public interface PodLink extends AutoCloseable {

  /** The Pod's address, as in {@code status.podIP}. */
  String address();

  /** The Pod's addresses, one of each family, as in {@code status.podIPs}. */
  default List<String> addresses() {
    return List.of(address());
  }

  /**
   * Listens on a TCP port; {@code child} (sharable, or an initializer) is added to each accepted
   * channel.
   *
   * @throws IOException when another program of the Pod listens there already
   */
  Listening listen(int port, ChannelHandler child) throws IOException;

  /** Receives datagrams of a UDP port as {@code DatagramPacket}s. */
  Listening listenUdp(int port, ChannelHandler handler) throws IOException;

  /** Listens on a TCP port for a program that accepts by itself. */
  ServerSocket serverSocket(int port) throws IOException;

  /**
   * Says that a server will bind the Pod's address and a TCP port itself, which nobody is led to
   * before.
   */
  Listening serves(int port) throws IOException;

  /**
   * Takes a TCP port for a server that is not ours and listens at the address that is returned:
   * whoever calls the Pod at the port comes out there.
   */
  ForeignServer foreignServer(int port, CallerNotice notice) throws IOException;

  /** Leads a TCP port to a server that is not ours, which is where user code says. */
  Listening forward(int port, Supplier<@Nullable InetSocketAddress> server, CallerNotice notice)
      throws IOException;

  /** Connects to a name or address as a process in the Pod does. */
  Socket connect(String host, int port, Duration timeout) throws IOException;

  /**
   * A port of 127.0.0.1 that speaks SOCKS5, HTTP CONNECT and plain HTTP forwarding, and whose
   * connections are the Pod's; opened when first asked for.
   */
  InetSocketAddress proxyAddress() throws IOException;

  /** A datagram socket bound to the Pod's address; send to what {@link #route} answers. */
  DatagramSocket datagramSocket() throws IOException;

  /** Where an address and port of the cluster really are. */
  InetSocketAddress route(InetAddress address, int port, boolean udp);

  /** Looks a name up with the Pod's resolver: search path, options and name servers. */
  List<InetAddress> resolve(String name) throws IOException;

  /**
   * Makes the calling thread one of the Pod's until that is closed, and those that it makes in the
   * meantime for good: names that they look up by themselves are looked up as the Pod does.
   */
  default Presence enter() {
    return () -> {};
  }

  /**
   * A hosts file with the names of the cluster as the Pod calls them, beside those of the machine:
   * kept current and gone with the Pod. Empty where a program of the machine could not dial them.
   */
  default Optional<Path> hostsFile() throws IOException {
    return Optional.empty();
  }

  /** Gives the Pod its resolver configuration, in the order and form of a resolv.conf. */
  void configureResolver(Resolver resolver);

  /** Closes what the Pod listens on and all its connections, and frees its address. */
  @Override
  void close();

  /** The content of a Pod's resolv.conf. */
  record Resolver(List<String> nameservers, List<String> searches, List<String> options) {}

  /** The time for which a thread is one of a Pod's. */
  @FunctionalInterface
  interface Presence extends AutoCloseable {

    @Override
    void close();
  }

  /** Where a server that is not ours is to listen, and the Pod's port before it. */
  record ForeignServer(InetSocketAddress address, Listening port) {}

  /** A port that is listened on. */
  interface Listening extends AutoCloseable {

    /** Why strangers cannot reach the port under its number, if they cannot. */
    Optional<String> problem();

    @Override
    void close();
  }
}
