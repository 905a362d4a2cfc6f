// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.netproxy.relay.RelayHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.io.IOException;
import java.util.List;

/**
 * Reads the first bytes of a client of the tunnel: SOCKS5 is handed to {@link TunnelSocks}; all
 * else is the head of a request to an HTTP proxy, answered here.
 */
final class TunnelHandler extends ByteToMessageDecoder {

  private static final int MAX_HEAD = 64 << 10;
  private static final int SOCKS5 = 5;
  private static final byte[] END = {'\r', '\n', '\r', '\n'};

  private final TunnelDialer dialer;
  private boolean headRead;

  TunnelHandler(TunnelDialer dialer) {
    this.dialer = dialer;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!in.isReadable()) {
      return;
    }
    if (headRead) {
      out.add(in.readRetainedSlice(in.readableBytes()));
    } else if (in.getByte(in.readerIndex()) == SOCKS5) {
      becomeSocks(context);
    } else if (!isText(in.getByte(in.readerIndex()))) {
      headRead = true;
      in.skipBytes(in.readableBytes());
      reply(context.channel(), "400 Bad Request", "neither SOCKS5 nor HTTP");
    } else {
      readHead(context, in);
    }
  }

  /** Whether a head may begin so; SOCKS4, TLS and the like do not. */
  private static boolean isText(byte first) {
    return first >= ' ' || first == '\r' || first == '\n';
  }

  private void becomeSocks(ChannelHandlerContext context) {
    context
        .pipeline()
        .addAfter(context.name(), "socks", new TunnelSocks(dialer))
        .addAfter(context.name(), "request", new Socks5InitialRequestDecoder())
        .addAfter(context.name(), "replies", Socks5ServerEncoder.DEFAULT)
        .remove(this);
  }

  private void readHead(ChannelHandlerContext context, ByteBuf in) {
    int length = headLength(in);
    if (length < 0) {
      refuseEndless(context, in);
      return;
    }
    headRead = true;
    String head = in.readCharSequence(length, ISO_8859_1).toString();
    in.skipBytes(4);
    answer(context, head);
  }

  /** A client that leaves before its head is whole gets no answer. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    super.userEventTriggered(context, event);
    if (event instanceof ChannelInputShutdownEvent && !headRead) {
      context.close();
    }
  }

  private static int headLength(ByteBuf in) {
    int at = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END), in);
    return at < 0 ? at : at - in.readerIndex();
  }

  private void refuseEndless(ChannelHandlerContext context, ByteBuf in) {
    if (in.readableBytes() > MAX_HEAD) {
      headRead = true;
      reply(context.channel(), "431 Request Header Fields Too Large", "head: over 64 KiB");
    }
  }

  private void answer(ChannelHandlerContext context, String text) {
    TunnelHead head;
    try {
      head = TunnelHead.parse(text);
    } catch (IllegalArgumentException e) {
      reply(context.channel(), "400 Bad Request", String.valueOf(e.getMessage()));
      return;
    }
    if (!dialer.isKnown(head.user())) {
      reply(
          context.channel(),
          "407 Proxy Authentication Required",
          "user name: " + head.user() + " (expected: pod.namespace of a running Pod)");
      return;
    }
    Channel front = context.channel();
    front.config().setAutoRead(false);
    dialer.dial(front, head.user(), head.host(), head.port(), new Join(front, head));
  }

  private static void reply(Channel channel, String status, String text) {
    byte[] body = (text + "\n").getBytes(UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length
            + (status.startsWith("407") ? "\r\nProxy-Authenticate: Basic realm=\"pod\"" : "")
            + "\r\nConnection: close\r\n\r\n";
    ByteBuf bytes = Unpooled.wrappedBuffer(head.getBytes(ISO_8859_1), body);
    channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
  }

  /** Tells an HTTP client what became of its request. */
  private final class Join implements TunnelDialer.Outcome {

    private final Channel front;
    private final TunnelHead head;

    Join(Channel front, TunnelHead head) {
      this.front = front;
      this.head = head;
    }

    @Override
    public void connected(Channel back) {
      if (head.forwarded().isEmpty()) {
        front.write(
            Unpooled.copiedBuffer("HTTP/1.1 200 Connection established\r\n\r\n", ISO_8859_1));
        front.flush();
      } else {
        back.write(Unpooled.wrappedBuffer(head.forwardedBytes()));
      }
      front.pipeline().remove(TunnelHandler.this);
      RelayHandler.join(front, back);
    }

    @Override
    public void failed(IOException cause) {
      reply(front, "502 Bad Gateway", String.valueOf(cause.getMessage()));
    }

    @Override
    public void silence() {
      RelayHandler.silence(front);
    }
  }
}
