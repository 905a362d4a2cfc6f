// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.netproxy.route.HealthCheck;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Supplier;

/** Answers every request with the health of one Service on one node. */
final class HealthCheckHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private final Supplier<HealthCheck> health;

  HealthCheckHandler(Supplier<HealthCheck> health) {
    this.health = health;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    FullHttpResponse response = response(health.get());
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = context.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static FullHttpResponse response(HealthCheck health) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(health.code()),
            Unpooled.copiedBuffer(health.body(), UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set("X-Content-Type-Options", "nosniff")
        .set("X-Load-Balancing-Endpoint-Weight", health.localEndpoints())
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
