// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** The connection to an endpoint: passes what comes back to its exchange. */
final class IngressBackendHandler extends ChannelInboundHandlerAdapter {

  private final IngressExchange exchange;

  IngressBackendHandler(IngressExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    exchange.fromBackend(context.channel(), message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    exchange.backendWritable(context.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    exchange.backendGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
