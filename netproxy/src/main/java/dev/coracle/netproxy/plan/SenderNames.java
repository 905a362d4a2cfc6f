// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shows the datagrams of a port as sent by addresses of the cluster, and sends what is answered to
 * where those really are.
 */
final class SenderNames extends ChannelDuplexHandler {

  private final DatagramNames names;
  private final Map<InetSocketAddress, InetSocketAddress> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(
            Map.Entry<InetSocketAddress, InetSocketAddress> eldest) {
          return size() > MOST_SENDERS;
        }
      };
  private static final int MOST_SENDERS = 4096;

  SenderNames(DatagramNames names) {
    this.names = names;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
    InetSocketAddress name = names.sender(packet.sender(), local);
    if (!name.equals(packet.sender())) {
      answers.put(name, packet.sender());
    }
    context.fireChannelRead(new DatagramPacket(packet.content(), packet.recipient(), name));
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    DatagramPacket packet = (DatagramPacket) message;
    InetSocketAddress asked = answers.get(packet.recipient());
    InetSocketAddress real = asked == null ? names.real(packet.recipient()) : asked;
    context.write(new DatagramPacket(packet.content(), real), promise);
  }
}
