// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import java.util.Locale;

/** An address, port and protocol to which a packet is sent. */
record Destination(String address, int port, Protocol protocol) {

  @Override
  public String toString() {
    String host = Cidr.isIpv6(address) ? "[" + address + "]" : address;
    return host + ":" + port + "/" + protocol.name().toLowerCase(Locale.ROOT);
  }
}
