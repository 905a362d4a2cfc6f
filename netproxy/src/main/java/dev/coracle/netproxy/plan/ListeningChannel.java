// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.Protocol;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A TCP port of the cluster, which asks the connection table who calls, and lets others in as the
 * gate says.
 */
final class ListeningChannel extends NioServerSocketChannel {

  private final ConnectionTable connections;
  private final Gate gate;
  private final UnaryOperator<InetSocketAddress> name;

  /**
   * A port that is not bound yet.
   *
   * @param name tells which address of the cluster a real one stands for
   */
  ListeningChannel(ConnectionTable connections, Gate gate, UnaryOperator<InetSocketAddress> name) {
    this.connections = connections;
    this.gate = gate;
    this.name = name;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    SocketChannel socket = javaChannel().accept();
    if (socket == null) {
      return 0;
    }
    try {
      return take(socket, accepted);
    } catch (IOException e) {
      // Its client has gone already.
      socket.close();
      return 0;
    }
  }

  private int take(SocketChannel socket, List<Object> accepted) throws IOException {
    InetSocketAddress remote = (InetSocketAddress) socket.getRemoteAddress();
    InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
    InetSocketAddress own = name.apply(local);
    Optional<ConnectionTable.Tracked> known = connections.accepted(Protocol.TCP, remote, local);
    if (known.isPresent()) {
      accepted.add(new AcceptedChannel(this, socket, known.get().called(), known.get().caller()));
      return 1;
    }
    Destination at = new Destination(IpAddress.of(own.getAddress()), own.getPort(), Protocol.TCP);
    if (!gate.admits(remote, at)) {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      socket.close();
      return 0;
    }
    AcceptedChannel channel = new AcceptedChannel(this, socket, own, remote);
    gate.untracked(remote, at).ifPresent(flow -> track(channel, flow, remote, local));
    accepted.add(channel);
    return 1;
  }

  private void track(
      AcceptedChannel channel, Flow flow, InetSocketAddress remote, InetSocketAddress local) {
    ConnectionTable.Tracked tracked =
        connections.enterAccepted(flow, remote, local, channel::close);
    channel.closeFuture().addListener(closed -> tracked.ended());
  }
}
