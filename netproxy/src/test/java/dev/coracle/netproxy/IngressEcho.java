// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An endpoint that answers with its name and what it was asked; chunked when it got a body. */
final class IngressEcho extends SimpleChannelInboundHandler<FullHttpRequest> {

  private final String name;

  private IngressEcho(String name) {
    this.name = name;
  }

  /** Starts one and answers its port. */
  static int start(EventLoopGroup group, InetAddress address, String name) {
    Channel channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(1 << 20))
                        .addLast(new IngressEcho(name));
                  }
                })
            .bind(address, 0)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    int size = request.content().readableBytes();
    StringBuilder text = new StringBuilder(name + "\n" + request.method() + " " + request.uri());
    text.append(' ').append(size);
    request.headers().forEach(e -> text.append('\n').append(e.getKey() + ": " + e.getValue()));
    byte[] body = text.toString().getBytes(ISO_8859_1);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
    if (size > 0) {
      HttpUtil.setTransferEncodingChunked(response, true);
    } else {
      HttpUtil.setContentLength(response, body.length);
    }
    context.writeAndFlush(response);
  }
}
