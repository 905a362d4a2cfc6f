// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.ShellNetwork;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Names from a map, connections of the host's loopback, and a name server that is a function. */
public final class LoopbackNetwork implements ShellNetwork {

  public final Map<String, String> names = new HashMap<>(Map.of("localhost", "127.0.0.1"));
  public final AtomicReference<UnaryOperator<byte[]>> nameserver =
      new AtomicReference<>(UnaryOperator.identity());

  /** Connections to this address are dropped. */
  public static final String BLACK_HOLE = "192.0.2.1";

  @Override
  public List<InetAddress> resolve(String name) throws UnknownHostException {
    String literal = names.getOrDefault(name, name);
    if (!literal.matches("[0-9.]+|.*:.*")) {
      throw new UnknownHostException(name);
    }
    return List.of(InetAddress.getByName(literal));
  }

  @Override
  public Socket connect(InetAddress address, int port, Duration timeout) throws IOException {
    if (address.getHostAddress().equals(BLACK_HOLE)) {
      throw new SocketTimeoutException("Connect timed out");
    }
    var socket = new Socket();
    socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
    return socket;
  }

  @Override
  public DatagramSocket connectDatagram(InetAddress address, int port) throws IOException {
    var socket = new DatagramSocket();
    socket.connect(address, port);
    return socket;
  }

  @Override
  public ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
  }

  @Override
  public byte[] dnsQuery(String server, int port, byte[] message, boolean tcp, Duration timeout)
      throws IOException {
    if (server.equals(BLACK_HOLE)) {
      throw new SocketTimeoutException("Receive timed out");
    }
    return nameserver.get().apply(message);
  }

  @Override
  public String nameserver() {
    return "10.96.0.10";
  }
}
