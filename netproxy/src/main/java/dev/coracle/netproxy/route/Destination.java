// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Locale;

/** An address, port and protocol to which a packet is sent. */
public record Destination(IpAddress address, int port, Protocol protocol)
    implements Comparable<Destination> {

  private static final Comparator<Destination> ORDER =
      Comparator.comparing(Destination::address)
          .thenComparing(Destination::port)
          .thenComparing(Destination::protocol);

  private static final IpAddress LOCALHOST = IpAddress.of("127.0.0.1");

  /**
   * Whether an address means whoever calls it. The other loopback addresses do not, as on a real
   * machine they would: they are the machine's or a cluster's.
   */
  public static boolean isLocalhost(IpAddress address) {
    return address.equals(LOCALHOST) || address.isIpv6() && address.isLoopback();
  }

  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(address.toInetAddress(), port);
  }

  @Override
  public int compareTo(Destination other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String host = address.isIpv6() ? "[" + address + "]" : address.toString();
    return host + ":" + port + "/" + protocol.name().toLowerCase(Locale.ROOT);
  }
}
