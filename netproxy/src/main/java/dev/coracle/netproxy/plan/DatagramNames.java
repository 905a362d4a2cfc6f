// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.Protocol;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Which address of the cluster a datagram comes from, and where one really is. */
public record DatagramNames(AddressTable table, ConnectionTable connections) {

  /** Who sent a datagram to a real address, from a real one. */
  public InetSocketAddress sender(InetSocketAddress real, InetSocketAddress local) {
    return connections
        .accepted(Protocol.UDP, real, local)
        .map(ConnectionTable.Tracked::caller)
        .or(() -> table.nameOf(Protocol.UDP, real).map(Destination::socketAddress))
        .orElse(real);
  }

  /** Whether what a real address sends to another was made on its way by the network. */
  boolean isTracked(InetSocketAddress real, InetSocketAddress local) {
    return connections.accepted(Protocol.UDP, real, local).isPresent();
  }

  /** The address of the cluster that a real one of our own stands for. */
  Optional<Destination> own(InetSocketAddress local) {
    return table.nameOf(Protocol.UDP, local);
  }

  /** Where a name really is; itself where it is none of ours. */
  public InetSocketAddress real(InetSocketAddress name) {
    Destination destination =
        new Destination(IpAddress.of(name.getAddress()), name.getPort(), Protocol.UDP);
    return table.find(destination).orElse(name);
  }
}
