// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What goes before all else on a connection that is relayed, for a server which is to know who made
 * it and to where.
 *
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY protocol,
 *     versions 1 and 2</a>
 */
record ProxyHeader(InetSocketAddress caller, InetSocketAddress called) {

  private static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };
  private static final int VERSION_2_PROXY = 0x21;
  private static final int STREAM_4 = 0x11;
  private static final int STREAM_6 = 0x21;

  ByteBuf asText() {
    String line =
        String.join(
            " ",
            "PROXY",
            isIpv4() ? "TCP4" : "TCP6",
            text(caller.getAddress()),
            text(called.getAddress()),
            String.valueOf(caller.getPort()),
            String.valueOf(called.getPort()));
    return Unpooled.copiedBuffer(line + "\r\n", US_ASCII);
  }

  ByteBuf asBytes() {
    byte[] from = bytes(caller.getAddress());
    byte[] to = bytes(called.getAddress());
    return Unpooled.buffer()
        .writeBytes(SIGNATURE)
        .writeByte(VERSION_2_PROXY)
        .writeByte(isIpv4() ? STREAM_4 : STREAM_6)
        .writeShort(from.length + to.length + 4)
        .writeBytes(from)
        .writeBytes(to)
        .writeShort(caller.getPort())
        .writeShort(called.getPort());
  }

  /** Both ends are of one family; where one is not, both are told as IPv6 addresses. */
  private boolean isIpv4() {
    return caller.getAddress() instanceof Inet4Address
        && called.getAddress() instanceof Inet4Address;
  }

  private String text(InetAddress address) {
    boolean mapped = address instanceof Inet4Address && !isIpv4();
    return (mapped ? "::ffff:" : "") + address.getHostAddress();
  }

  private byte[] bytes(InetAddress address) {
    byte[] own = address.getAddress();
    if (isIpv4() || own.length == 16) {
      return own;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(own, 0, mapped, 12, own.length);
    return mapped;
  }
}
