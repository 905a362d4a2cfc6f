// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Passes what comes on a connection to the exchange that it is used for now. */
final class HttpAnswerHandler extends ChannelInboundHandlerAdapter {

  private @Nullable HttpExchange exchange;

  /** Gives the connection to an exchange, on its event loop. */
  void serve(HttpExchange next) {
    exchange = next;
  }

  /** Takes the connection from its exchange. */
  void rest() {
    exchange = null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      HttpExchange current = exchange;
      if (current == null) {
        // Nobody asked.
        context.close();
      } else {
        current.received(context.channel(), message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended("the connection was closed before the answer was whole");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ended(String.valueOf(cause.getMessage()));
    context.close();
  }

  private void ended(String why) {
    HttpExchange current = exchange;
    if (current != null) {
      current.reset(why);
    }
  }
}
