// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import javax.net.SocketFactory;

/** Makes sockets that reach a cluster by the names and addresses that it has for itself. */
final class ClusterSocketFactory extends SocketFactory {

  private final Cluster cluster;

  ClusterSocketFactory(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Socket createSocket() {
    return new ClusterSocket(cluster);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = createSocket();
    try {
      socket.connect(address);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A socket that is connected to where an address of the cluster really is. */
  private static final class ClusterSocket extends Socket {

    private final Cluster cluster;

    ClusterSocket(Cluster cluster) {
      this.cluster = cluster;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      super.connect(endpoint instanceof InetSocketAddress known ? real(known) : endpoint, timeout);
    }

    private InetSocketAddress real(InetSocketAddress address) {
      boolean unknown = address.isUnresolved();
      String host =
          unknown ? address.getHostString() : address.getAddress().getHostAddress().split("%")[0];
      List<InetSocketAddress> found = cluster.dialled(host, address.getPort());
      return found.stream()
          .findFirst()
          .orElseGet(() -> unknown ? new InetSocketAddress(host, address.getPort()) : address);
    }
  }
}
