// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;

/** An endpoint of one Service port: where to send, and whether it may be used. */
public record Target(IpAddress address, int port, Endpoint endpoint) implements Comparable<Target> {

  /** Its address and port as text, by which endpoints are ordered and told apart. */
  public String text() {
    return (address.isIpv6() ? "[" + address + "]:" : address + ":") + port;
  }

  boolean isOn(String node) {
    return !node.isEmpty() && endpoint.nodeName().equals(node);
  }

  @Override
  public int compareTo(Target other) {
    return text().compareTo(other.text());
  }
}
