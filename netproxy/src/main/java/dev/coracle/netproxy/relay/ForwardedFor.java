// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;

/**
 * Adds a caller to the {@code X-Forwarded-For} of its requests, after those that it names itself.
 */
final class ForwardedFor extends ChannelInboundHandlerAdapter {

  private static final String HEADER = "X-Forwarded-For";

  private final String caller;

  ForwardedFor(InetAddress caller) {
    this.caller = caller.getHostAddress();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      RelayHandler.reset(context.channel());
      return;
    }
    if (message instanceof HttpRequest request) {
      request.headers().set(HEADER, all(request));
    }
    context.fireChannelRead(message);
  }

  private String all(HttpRequest request) {
    String before = String.join(", ", request.headers().getAll(HEADER));
    return before.isEmpty() ? caller : before + ", " + caller;
  }
}
