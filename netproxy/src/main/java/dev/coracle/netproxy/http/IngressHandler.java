// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** A client's connection: its requests, one exchange after the other. Runs on its event loop. */
final class IngressHandler extends ChannelInboundHandlerAdapter {

  private final IngressProxy proxy;
  private final boolean tls;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private Optional<IngressExchange> current = Optional.empty();

  IngressHandler(IngressProxy proxy, boolean tls) {
    this.proxy = proxy;
    this.tls = tls;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean pipelined = message instanceof HttpRequest && current.isPresent();
    if (pipelined || !waiting.isEmpty()) {
      waiting.add(message);
      // Whoever sends the next requests early waits with the rest of them.
      context.channel().config().setAutoRead(false);
    } else {
      take(context, message);
    }
  }

  private void take(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      IngressExchange next =
          new IngressExchange(proxy, tls, context.channel(), request, () -> ended(context));
      current = Optional.of(next);
      next.start();
    }
    // A full request is head and content at once.
    if (message instanceof HttpRequest && !(message instanceof HttpContent)) {
      return;
    }
    if (current.isPresent()) {
      current.get().fromClient(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void ended(ChannelHandlerContext context) {
    current = Optional.empty();
    while (!waiting.isEmpty() && !(waiting.peek() instanceof HttpRequest && current.isPresent())) {
      take(context, waiting.remove());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    current.ifPresent(exchange -> exchange.clientWritable(context.channel().isWritable()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    current.ifPresent(IngressExchange::clientGone);
    current = Optional.empty();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
