// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.program.DatagramHandler;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/** Answers the datagrams to a UDP port of a container. */
@ChannelHandler.Sharable
final class UdpService extends SimpleChannelInboundHandler<DatagramPacket> {

  private final DatagramHandler handler;

  UdpService(DatagramHandler handler) {
    this.handler = handler;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    byte[] answer = handler.answer(ByteBufUtil.getBytes(packet.content()), packet.sender());
    if (answer.length > 0) {
      ctx.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), packet.sender()));
    }
  }
}
