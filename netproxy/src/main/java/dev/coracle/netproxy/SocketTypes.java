// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The kinds of channel that a group of event loops can run. */
record SocketTypes(
    Class<? extends ServerChannel> server,
    Class<? extends Channel> socket,
    Class<? extends DatagramChannel> datagram) {

  private static final SocketTypes NIO =
      new SocketTypes(
          NioServerSocketChannel.class, NioSocketChannel.class, NioDatagramChannel.class);

  static SocketTypes of(EventLoopGroup group) {
    boolean epoll = group instanceof IoEventLoopGroup loops && loops.isIoType(EpollIoHandler.class);
    return epoll ? Epoll.TYPES : NIO;
  }

  /** Loaded only where the native library is. */
  private static final class Epoll {

    static final SocketTypes TYPES =
        new SocketTypes(
            EpollServerSocketChannel.class, EpollSocketChannel.class, EpollDatagramChannel.class);
  }
}
