// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/**
 * A connection that an address of the cluster accepted: it shows the addresses of the cluster, not
 * those of the sockets beneath.
 */
final class AcceptedChannel extends NioSocketChannel {

  private final InetSocketAddress own;
  private final InetSocketAddress caller;

  AcceptedChannel(
      Channel parent, SocketChannel socket, InetSocketAddress own, InetSocketAddress caller) {
    super(parent, socket);
    this.own = own;
    this.caller = caller;
  }

  @Override
  protected SocketAddress localAddress0() {
    return own;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return caller;
  }
}
