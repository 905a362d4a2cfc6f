// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.ConnectionTable;
import dev.coracle.netproxy.plan.EventLoops;
import dev.coracle.netproxy.plan.ServerAddress;
import dev.coracle.netproxy.route.Balance;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the connections that were decided, from the address that was decided, and enters each into
 * the connection table before it is made.
 */
public final class Dialer implements AutoCloseable {

  private static final int CONNECT_MILLIS = 10_000;
  private static final InetSocketAddress UNBOUND = new InetSocketAddress(0);

  private final Time time;
  private final EventLoops loops;
  private final Binder binder;
  private final AddressTable table;
  private final ConnectionTable connections;
  private final Routes routes;
  private final Refusals refusals;
  private final ChannelGroup channels;

  public Dialer(
      Time time,
      EventLoops loops,
      Binder binder,
      AddressTable table,
      ConnectionTable connections,
      Routes routes,
      Refusals refusals) {
    this.time = time;
    this.loops = loops;
    this.binder = binder;
    this.table = table;
    this.connections = connections;
    this.routes = routes;
    this.refusals = refusals;
    this.channels = new DefaultChannelGroup("proxied", loops.next(), true);
  }

  /** Lets a channel end with the network. */
  public void track(Channel channel) {
    channels.add(channel);
  }

  /** Where a decided flow goes. */
  static Destination destination(Decision decision, Protocol protocol) throws IOException {
    return decision
        .endpoint(protocol)
        .orElseThrow(() -> new ConnectException("Connection " + decision));
  }

  /** Connects on an event loop, to a channel that is ready to be joined. */
  public void dial(
      EventLoop loop,
      Flow flow,
      Decision decision,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    dial(loop, flow, decision, new RelayHandler(), done, failed);
  }

  /** Connects on an event loop, to a channel that does not read by itself yet. */
  public void dial(
      EventLoop loop,
      Flow flow,
      Decision decision,
      ChannelHandler handler,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    connect(relayed(loop).handler(handler), flow, decision, done, failed);
  }

  /**
   * Connects on an event loop to a server on this machine that is not ours. It is the second half
   * of a connection that is known already, and so is entered nowhere.
   */
  void dialServer(
      EventLoop loop,
      ServerAddress server,
      ChannelHandler handler,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    Bootstrap bootstrap = relayed(loop).handler(handler);
    locate(
        loop,
        server instanceof ServerAddress.Asked,
        server::find,
        real -> {
          ChannelFuture connect = bootstrap.connect(real);
          channels.add(connect.channel());
          listen(connect, done, failed);
        },
        failed);
  }

  /** A way to find out where something is. */
  @FunctionalInterface
  private interface Search<T> {

    T find() throws IOException;
  }

  /** User code is asked on a thread of its own; what was found is told on the event loop. */
  private <T> void locate(
      EventExecutor loop,
      boolean asked,
      Search<T> search,
      Consumer<T> found,
      Consumer<Throwable> failed) {
    if (asked) {
      time.work("ask where a server is", () -> loop.execute(tell(search, found, failed)));
    } else {
      tell(search, found, failed).run();
    }
  }

  private static <T> Runnable tell(
      Search<T> search, Consumer<T> found, Consumer<Throwable> failed) {
    try {
      T place = search.find();
      return () -> found.accept(place);
    } catch (IOException e) {
      return () -> failed.accept(e);
    }
  }

  private Bootstrap relayed(EventLoop loop) {
    return loops
        .client(loop)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
  }

  /** A channel of datagrams to where a flow goes, which is made ready by a handler. */
  void dialDatagrams(
      EventLoop loop,
      Flow flow,
      Decision decision,
      ChannelHandler handler,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    connect(loops.datagram(loop).handler(handler), flow, decision, done, failed);
  }

  private void connect(
      Bootstrap bootstrap,
      Flow flow,
      Decision decision,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    Destination endpoint;
    try {
      endpoint = destination(decision, flow.destination().protocol());
    } catch (IOException e) {
      failed.accept(e);
      return;
    }
    locate(
        bootstrap.config().group().next(),
        table.isAsked(endpoint),
        () -> table.locate(endpoint),
        place ->
            connect(bootstrap, flow, decision, endpoint, place, done, telling(endpoint, failed)),
        telling(endpoint, failed));
  }

  private Consumer<Throwable> telling(Destination endpoint, Consumer<Throwable> failed) {
    return cause -> {
      if (cause instanceof ConnectException) {
        refusals.refused(endpoint);
      }
      failed.accept(cause);
    };
  }

  private void connect(
      Bootstrap bootstrap,
      Flow flow,
      Decision decision,
      Destination endpoint,
      AddressTable.Place place,
      Consumer<Channel> done,
      Consumer<Throwable> failed) {
    InetSocketAddress real = place.real();
    Channel channel = bootstrap.register().channel();
    count(decision, channel);
    bind(channel, binder.origin(decision.source(), place))
        .addListener(
            bound -> {
              if (bound.isSuccess()) {
                enter(channel, flow, endpoint, decision, real);
                listen(channel.connect(real), done, failed);
              } else {
                channel.close();
                failed.accept(bound.cause());
              }
            });
  }

  private static ChannelFuture bind(Channel channel, Optional<InetSocketAddress> origin) {
    return origin.map(channel::bind).orElseGet(channel::newSucceededFuture);
  }

  private static void listen(
      ChannelFuture connect, Consumer<Channel> done, Consumer<Throwable> failed) {
    connect.addListener(
        result -> {
          if (result.isSuccess()) {
            done.accept(connect.channel());
          } else {
            connect.channel().close();
            failed.accept(result.cause());
          }
        });
  }

  private void enter(
      Channel channel, Flow flow, Destination endpoint, Decision decision, InetSocketAddress real) {
    InetSocketAddress local =
        channel.localAddress() instanceof InetSocketAddress bound ? bound : UNBOUND;
    ConnectionTable.Tracked tracked =
        connections.enter(flow, endpoint, decision.source(), local, real, channel::close);
    channel.closeFuture().addListener(closed -> tracked.ended());
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
