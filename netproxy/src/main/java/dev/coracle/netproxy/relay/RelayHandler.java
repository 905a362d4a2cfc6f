// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a proxied connection: what is read here is written to the peer, which lives on
 * the same event loop. Reading stops while the peer cannot write; the end of input ends the peer's
 * output, and a reset becomes a reset.
 */
public final class RelayHandler extends ChannelInboundHandlerAdapter {

  private final List<Object> early = new ArrayList<>();
  private @Nullable Channel peer;
  private boolean inputEnded;

  /** Joins two channels that have such a handler and do not read by themselves yet. */
  public static void join(Channel front, Channel back) {
    if (!front.isActive()) {
      back.close();
      return;
    }
    front.pipeline().get(RelayHandler.class).start(front, back);
    back.pipeline().get(RelayHandler.class).start(back, front);
  }

  /** Leaves a client without any answer until it gives up. */
  public static void silence(Channel front) {
    RelayHandler relay =
        front.pipeline().replace(RelayHandler.class, "silent", new SilentHandler());
    if (relay.inputEnded) {
      front.close();
    } else {
      front.config().setAutoRead(true);
    }
  }

  /** Closes a channel so that its other end sees a reset. */
  static void reset(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  private void start(Channel own, Channel other) {
    peer = other;
    early.forEach(message -> other.write(message, other.voidPromise()));
    early.clear();
    other.flush();
    if (inputEnded) {
      endOutput(own, other);
    }
    own.config().setAutoRead(other.isWritable());
  }

  /** What comes before there is a peer waits for it. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (peer == null) {
      early.add(message);
    } else {
      peer.write(message, peer.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (peer != null) {
      peer.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (peer != null) {
      peer.config().setAutoRead(context.channel().isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (peer != null) {
        endOutput(context.channel(), peer);
      }
    }
  }

  private static void endOutput(Channel own, Channel other) {
    if (other instanceof DuplexChannel duplex) {
      other
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              written -> duplex.shutdownOutput().addListener(shut -> closeIfDone(own, other)));
    }
  }

  /** Both directions have ended: nothing more can come. */
  private static void closeIfDone(Channel own, Channel other) {
    if (own instanceof DuplexChannel duplex && duplex.isShutdown()) {
      own.close();
      other.close();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    forgetEarly();
  }

  private void forgetEarly() {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    forgetEarly();
    Channel other = peer;
    if (other != null && other.isActive()) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> other.close());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (peer != null) {
      reset(peer);
    }
    reset(context.channel());
  }
}
