// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import dev.coracle.netproxy.route.IngressEndpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/** Connects the Ingress to endpoints. */
public interface BackendDialer extends AutoCloseable {

  /**
   * Connects on an event loop, to a channel that does not read by itself yet; what becomes of it is
   * told there.
   */
  void dial(
      EventLoop loop,
      IngressEndpoint endpoint,
      ChannelHandler handler,
      Consumer<Channel> done,
      Consumer<Throwable> failed);

  @Override
  void close();
}
