// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.network.Protocol;
import java.util.Comparator;
import java.util.Locale;

/** An address, port and protocol to which a packet is sent. */
public record Destination(String address, int port, Protocol protocol)
    implements Comparable<Destination> {

  private static final Comparator<Destination> ORDER =
      Comparator.comparing(Destination::address)
          .thenComparing(Destination::port)
          .thenComparing(Destination::protocol);

  @Override
  public int compareTo(Destination other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String host = Cidr.isIpv6(address) ? "[" + address + "]" : address;
    return host + ":" + port + "/" + protocol.name().toLowerCase(Locale.ROOT);
  }
}
