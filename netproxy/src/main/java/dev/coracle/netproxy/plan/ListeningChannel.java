// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.network.Protocol;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.UnaryOperator;

/** A TCP port of the cluster, which asks the connection table who calls. */
final class ListeningChannel extends NioServerSocketChannel {

  private final ConnectionTable connections;
  private final UnaryOperator<InetSocketAddress> name;

  /**
   * A port that is not bound yet.
   *
   * @param name tells which address of the cluster a real one stands for
   */
  ListeningChannel(ConnectionTable connections, UnaryOperator<InetSocketAddress> name) {
    this.connections = connections;
    this.name = name;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    SocketChannel socket = javaChannel().accept();
    if (socket == null) {
      return 0;
    }
    try {
      accepted.add(named(socket));
      return 1;
    } catch (IOException e) {
      // Its client has gone already.
      socket.close();
      return 0;
    }
  }

  private AcceptedChannel named(SocketChannel socket) throws IOException {
    InetSocketAddress remote = (InetSocketAddress) socket.getRemoteAddress();
    InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
    InetSocketAddress caller =
        connections
            .accepted(Protocol.TCP, remote, local)
            .map(ConnectionTable.Tracked::caller)
            .orElse(remote);
    return new AcceptedChannel(this, socket, name.apply(local), caller);
  }
}
