// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.program.ContainerContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets that are a Pod's. */
final class PodSocketFactory extends SocketFactory {

  private final ContainerContext context;

  PodSocketFactory(ContainerContext context) {
    this.context = context;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return context.connect(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return context.connect(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return context.connect(host, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return context.connect(address.getHostAddress(), port);
  }
}
