// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * Joins each connection that an address accepts with one to a server that the first of them may
 * have to start. The channels must not read by themselves.
 */
@ChannelHandler.Sharable
public final class ServerFrontend extends ChannelInitializer<Channel> {

  private final Supplier<InetSocketAddress> server;
  private final Time time;
  private final Dialer dialer;

  public ServerFrontend(Supplier<InetSocketAddress> server, Time time, Dialer dialer) {
    this.server = server;
    this.time = time;
    this.dialer = dialer;
  }

  @Override
  protected void initChannel(Channel front) {
    dialer.track(front);
    front.pipeline().addLast(new RelayHandler());
    time.work("ask for a server", () -> find(front));
  }

  private void find(Channel front) {
    try {
      InetSocketAddress real = server.get();
      front.eventLoop().execute(() -> join(front, real));
    } catch (RuntimeException e) {
      front.eventLoop().execute(() -> RelayHandler.reset(front));
    }
  }

  private void join(Channel front, InetSocketAddress real) {
    InetSocketAddress caller = (InetSocketAddress) front.remoteAddress();
    Destination destination =
        new Destination(IpAddress.of(real.getAddress()), real.getPort(), Protocol.TCP);
    Flow flow = new Flow(IpAddress.of(caller.getAddress()), Flow.Origin.OUTSIDE, "", destination);
    dialer.dial(
        front.eventLoop(),
        flow,
        new Decision.Direct(destination, Decision.UNKNOWN),
        back -> RelayHandler.join(front, back),
        cause -> RelayHandler.reset(front));
  }
}
