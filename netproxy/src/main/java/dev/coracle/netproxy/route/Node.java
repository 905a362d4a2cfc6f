// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import java.util.List;
import java.util.Optional;

/** A node: its addresses, the internal ones first, and its zone. */
public record Node(String name, List<IpAddress> addresses, String zone, boolean ready) {

  /** The address of a family that its own connections come from. */
  public Optional<IpAddress> address(IpFamily family) {
    return addresses.stream().filter(ip -> ip.family() == family).findFirst();
  }
}
