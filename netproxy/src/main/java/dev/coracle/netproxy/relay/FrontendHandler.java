// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Flow;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;

/**
 * Takes the connections that an address of a Service, or a node's port for a Pod, accepts, routes
 * each, and joins it with one to its endpoint. The channels must not read by themselves.
 *
 * <p>Approximations: a socket that listens has accepted before anybody can refuse, so a refusal is
 * a reset, and a connection that is dropped looks open but never answers.
 */
@ChannelHandler.Sharable
final class FrontendHandler extends ChannelInitializer<Channel> {

  private final Entry entry;
  private final Routes routes;
  private final Dialer dialer;

  FrontendHandler(Entry entry, Routes routes, Dialer dialer) {
    this.entry = entry;
    this.routes = routes;
    this.dialer = dialer;
  }

  @Override
  protected void initChannel(Channel front) {
    dialer.track(front);
    front.pipeline().addLast(new RelayHandler());
    InetSocketAddress remote = (InetSocketAddress) front.remoteAddress();
    if (remote == null) {
      front.close();
      return;
    }
    IpAddress source = IpAddress.of(remote.getAddress());
    Flow flow = routes.from(source, entry.of(source));
    front.eventLoop().execute(() -> take(front, flow));
  }

  private void take(Channel front, Flow flow) {
    Decision decision = routes.decide(flow);
    if (decision instanceof Decision.Drop) {
      RelayHandler.silence(front);
      return;
    }
    if (!decision.isTranslated()) {
      RelayHandler.reset(front);
      return;
    }
    dialer.dial(
        front.eventLoop(),
        flow,
        decision,
        back -> RelayHandler.join(front, back),
        cause -> RelayHandler.reset(front));
  }
}
