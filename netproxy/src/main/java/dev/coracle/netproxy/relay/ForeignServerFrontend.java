// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.net.CallerNotice;
import dev.coracle.netproxy.plan.ServerAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;

/**
 * Joins each connection that a Pod's port accepts with one to the server that stands behind it and
 * is not ours. The channels must not read by themselves.
 *
 * <p>A socket that listens has accepted before anybody can refuse: where the server does not listen
 * yet, or no more, the connection is reset.
 */
@ChannelHandler.Sharable
public final class ForeignServerFrontend extends ChannelInitializer<Channel> {

  /** Limits are for the server to set. */
  private static final int MOST_HEAD = 1 << 20;

  private static final int CHUNK = 64 << 10;

  private final ServerAddress server;
  private final CallerNotice notice;
  private final Dialer dialer;

  public ForeignServerFrontend(ServerAddress server, CallerNotice notice, Dialer dialer) {
    this.server = server;
    this.notice = notice;
    this.dialer = dialer;
  }

  @Override
  protected void initChannel(Channel front) {
    dialer.track(front);
    InetSocketAddress caller = (InetSocketAddress) front.remoteAddress();
    if (caller == null) {
      front.close();
      return;
    }
    if (notice == CallerNotice.X_FORWARDED_FOR) {
      front
          .pipeline()
          .addLast(
              new HttpServerCodec(MOST_HEAD, MOST_HEAD, CHUNK),
              new ForwardedFor(caller.getAddress()));
    }
    front.pipeline().addLast(new RelayHandler());
    dialer.dialServer(
        front.eventLoop(),
        server,
        backend(front),
        back -> join(front, back, caller),
        cause -> RelayHandler.reset(front));
  }

  private ChannelHandler backend(Channel front) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel back) {
        if (notice == CallerNotice.X_FORWARDED_FOR) {
          back.pipeline()
              .addLast(
                  new HttpClientCodec(MOST_HEAD, MOST_HEAD, CHUNK), new SwitchedProtocols(front));
        }
        back.pipeline().addLast(new RelayHandler());
      }
    };
  }

  private void join(Channel front, Channel back, InetSocketAddress caller) {
    ProxyHeader header = new ProxyHeader(caller, (InetSocketAddress) front.localAddress());
    if (notice == CallerNotice.PROXY_PROTOCOL) {
      back.write(header.asText());
    } else if (notice == CallerNotice.PROXY_PROTOCOL_V2) {
      back.write(header.asBytes());
    }
    RelayHandler.join(front, back);
  }
}
