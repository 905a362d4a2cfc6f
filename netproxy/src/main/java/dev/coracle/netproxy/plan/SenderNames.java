// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shows the datagrams of a port as sent by addresses of the cluster, and sends what is answered to
 * where those really are.
 */
final class SenderNames extends ChannelDuplexHandler {

  private static final int MOST_SENDERS = 4096;

  private final DatagramNames names;
  private final Gate gate;
  private final Map<InetSocketAddress, InetSocketAddress> answers = bounded();
  private final Map<InetSocketAddress, Boolean> called = bounded();

  SenderNames(DatagramNames names, Gate gate) {
    this.names = names;
    this.gate = gate;
  }

  private static <V> Map<InetSocketAddress, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, V> eldest) {
        return size() > MOST_SENDERS;
      }
    };
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
    if (!mayComeIn(packet.sender(), local)) {
      ReferenceCountUtil.release(message);
      return;
    }
    InetSocketAddress name = names.sender(packet.sender(), local);
    if (!name.equals(packet.sender())) {
      answers.put(name, packet.sender());
    }
    context.fireChannelRead(new DatagramPacket(packet.content(), packet.recipient(), name));
  }

  /** Whom the port has sent to may answer. */
  private boolean mayComeIn(InetSocketAddress sender, InetSocketAddress local) {
    return called.containsKey(sender)
        || names.isTracked(sender, local)
        || isAdmitted(sender, local);
  }

  private boolean isAdmitted(InetSocketAddress sender, InetSocketAddress local) {
    return names.own(local).map(own -> gate.admits(sender, own)).orElse(true);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    DatagramPacket packet = (DatagramPacket) message;
    InetSocketAddress asked = answers.get(packet.recipient());
    InetSocketAddress real = asked == null ? names.real(packet.recipient()) : asked;
    called.put(real, true);
    context.write(new DatagramPacket(packet.content(), real), promise);
  }
}
