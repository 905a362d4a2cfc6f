// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets both sides of a relay speak what they like once the server has answered with a 101, and
 * neither once it has spoken what is no HTTP.
 */
final class SwitchedProtocols extends ChannelInboundHandlerAdapter {

  private final Channel front;
  private boolean switched;

  SwitchedProtocols(Channel front) {
    this.front = front;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      RelayHandler.reset(front);
      RelayHandler.reset(context.channel());
    } else if (message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      switched = true;
      context.fireChannelRead(message);
      context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      front.pipeline().remove(HttpServerCodec.class);
      context.pipeline().remove(HttpClientCodec.class);
    } else if (switched && message instanceof LastHttpContent) {
      // The end of the 101, which has been sent.
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }
}
