// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.netproxy.plan.BoundPort;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.DatagramSocket;

/** Answers a datagram with its own address, the sender's, and what was said. */
final class DatagramEcho extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final int LARGEST = 65535;

  private final String address;

  private DatagramEcho(String address) {
    this.address = address;
  }

  static void listen(NetworkLink link, int port) throws IOException {
    BoundPort unused = link.listenUdp(port, new DatagramEcho(link.address().toString()));
    assert unused.problem().isEmpty();
  }

  static String receive(DatagramSocket socket) throws IOException {
    java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[LARGEST], LARGEST);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    String text =
        address
            + " "
            + packet.sender().getAddress().getHostAddress()
            + " "
            + packet.content().toString(UTF_8);
    context.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer(text, UTF_8), packet.sender()));
  }
}
