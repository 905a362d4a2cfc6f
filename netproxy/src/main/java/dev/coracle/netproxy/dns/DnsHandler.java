// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.net.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Where sockets meet the DNS chain: bytes in, bytes out. */
final class DnsHandler {

  private DnsHandler() {}

  /** Answers a message, now or later, or never where it deserves no reply. */
  @FunctionalInterface
  interface Answers {

    void answer(byte[] query, boolean tcp, IpAddress client, Consumer<byte[]> reply);
  }

  /** Takes a message from each datagram. */
  static final class Udp extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Answers answers;

    Udp(Answers answers) {
      this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      InetSocketAddress sender = packet.sender();
      answers.answer(
          ByteBufUtil.getBytes(packet.content()),
          false,
          IpAddress.of(sender.getAddress()),
          reply ->
              context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(reply), sender)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A client that went away (ICMP port unreachable) is no reason to stop listening.
    }
  }

  /** Takes the messages of one connection. */
  static final class Tcp extends SimpleChannelInboundHandler<ByteBuf> {

    private final Answers answers;

    Tcp(Answers answers) {
      this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
      InetSocketAddress sender = (InetSocketAddress) context.channel().remoteAddress();
      answers.answer(
          ByteBufUtil.getBytes(message),
          true,
          IpAddress.of(sender.getAddress()),
          reply -> context.writeAndFlush(Unpooled.wrappedBuffer(reply)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
