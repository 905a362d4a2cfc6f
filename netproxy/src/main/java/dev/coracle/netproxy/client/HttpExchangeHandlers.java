// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;

/** Prepares a connection for one exchange after another. */
final class HttpExchangeHandlers extends ChannelInitializer<Channel> {

  @Override
  protected void initChannel(Channel channel) {
    channel.pipeline().addLast(new HttpClientCodec(), new HttpAnswerHandler());
  }
}
