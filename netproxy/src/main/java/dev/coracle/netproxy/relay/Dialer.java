// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.netproxy.plan.EventLoops;
import dev.coracle.netproxy.plan.RealAddresses;
import dev.coracle.netproxy.route.Balance;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Makes the connections that were decided, from the address that was decided. */
public final class Dialer implements AutoCloseable {

  private static final int CONNECT_MILLIS = 10_000;

  private final EventLoops loops;
  private final RealAddresses table;
  private final Routes routes;
  private final ChannelGroup channels;

  public Dialer(EventLoops loops, RealAddresses table, Routes routes) {
    this.loops = loops;
    this.table = table;
    this.routes = routes;
    this.channels = new DefaultChannelGroup("proxied", loops.next(), true);
  }

  /** Lets a channel end with the network. */
  public void track(Channel channel) {
    channels.add(channel);
  }

  /** Where a decided flow goes. */
  static Destination destination(Decision decision, Protocol protocol) throws IOException {
    if (decision instanceof Decision.Forward forward) {
      return new Destination(forward.target().address(), forward.target().port(), protocol);
    }
    if (decision instanceof Decision.Direct direct) {
      return direct.destination();
    }
    throw new ConnectException("Connection " + decision);
  }

  static String source(Decision decision) {
    if (decision instanceof Decision.Forward forward) {
      return forward.source();
    }
    return decision instanceof Decision.Direct direct ? direct.source() : "";
  }

  /** Connects on an event loop, to a channel that is ready to be joined. */
  public void dial(
      EventLoop loop, Decision decision, Consumer<Channel> done, Consumer<Throwable> failed) {
    InetSocketAddress real;
    try {
      real = table.resolve(destination(decision, Protocol.TCP));
    } catch (IOException e) {
      failed.accept(e);
      return;
    }
    Bootstrap bootstrap =
        loops
            .client(loop)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(new RelayHandler());
    ChannelFuture connect = connect(bootstrap, real, source(decision));
    count(decision, connect.channel());
    connect.addListener(
        result -> {
          if (result.isSuccess()) {
            done.accept(connect.channel());
          } else {
            failed.accept(result.cause());
          }
        });
  }

  static ChannelFuture connect(Bootstrap bootstrap, InetSocketAddress real, String source) {
    return bindable(source, real)
        ? bootstrap.connect(real, new InetSocketAddress(source, 0))
        : bootstrap.connect(real);
  }

  /** Whether a source can be kept: a stranger's address is not ours to bind. */
  static boolean bindable(String source, InetSocketAddress real) {
    return source.startsWith("127.") && RealAddresses.canComeFromCluster(real);
  }

  /** Counts a connection to its endpoint from the attempt until its end. */
  private void count(Decision decision, Channel back) {
    channels.add(back);
    if (decision instanceof Decision.Forward forward) {
      Balance balance = routes.balance(forward.node());
      balance.opened(forward.target());
      back.closeFuture().addListener(closed -> balance.closed(forward.target()));
    }
  }

  @Override
  public void close() {
    channels.close().awaitUninterruptibly();
  }
}
