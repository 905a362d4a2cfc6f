// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that carry the cluster's traffic.
 *
 * <p>They use NIO on every system. Netty 4.2.18's epoll loses a channel that has nothing to wait
 * for, as a half-closed one whose output is all written (<a
 * href="https://github.com/netty/netty/pull/16689">#16689</a> removes it from the set, and it
 * cannot be added again), so an answer after the end of the question would be cut off. The price is
 * that a connection bound to an address takes one of that address's ephemeral ports: some 28000 may
 * be open at once from each Pod or node.
 */
public final class EventLoops implements AutoCloseable {

  private static final int THREADS = 2;

  /** What does not fit into the buffer is lost without a word. */
  private static final int LARGEST_DATAGRAM = 65535;

  /**
   * Buffers on the heap that the collector takes back. A pool saves work over minutes of traffic,
   * and a test has seconds: Netty's own, with the events of the flight recorder that it declares,
   * loads some two hundred classes with the first byte.
   */
  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          THREADS, new DefaultThreadFactory("coracle-net", true), NioIoHandler.newFactory());

  /** Loads what event loops and sockets are made of, which takes longer than making them. */
  public static void load() {
    try (EventLoops loops = new EventLoops()) {
      loops.server();
      loops.client(loops.next());
      loops.datagram();
    }
  }

  ServerBootstrap server() {
    return new ServerBootstrap()
        .group(group)
        .option(ChannelOption.ALLOCATOR, HEAP)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.ALLOCATOR, HEAP)
        .childOption(ChannelOption.TCP_NODELAY, true);
  }

  /** For a connection whose other half is served by the same thread. */
  public Bootstrap client(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.ALLOCATOR, HEAP)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.TCP_NODELAY, true);
  }

  public EventLoopGroup group() {
    return group;
  }

  public EventLoop next() {
    return group.next();
  }

  public Bootstrap datagram() {
    return datagram(next());
  }

  public Bootstrap datagram(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channel(NioDatagramChannel.class)
        .option(ChannelOption.ALLOCATOR, HEAP)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
  }

  /** Ends at once: nobody is left whose last words are worth a quiet period. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
