// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;

/**
 * A new connection, or a new exchange of datagrams, on its way to be routed.
 *
 * @param source the address it comes from, before any translation
 * @param node where it meets the proxy: the node of the Pod, the node itself, or the node at which
 *     traffic from outside comes in; empty where there is none
 */
public record Flow(IpAddress source, Origin origin, String node, Destination destination) {

  /** What kind of place a flow comes from. */
  public enum Origin {
    POD,
    NODE,
    OUTSIDE
  }

  /** Whether a Pod or node calls its own loopback interface, which no network sees. */
  boolean isLocal() {
    return origin != Origin.OUTSIDE && Destination.isLocalhost(destination.address());
  }

  Flow to(IpAddress address, int port) {
    return new Flow(source, origin, node, new Destination(address, port, destination.protocol()));
  }

  Flow at(String other) {
    return new Flow(source, origin, other, destination);
  }
}
