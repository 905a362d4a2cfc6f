// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.client;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to an address of the cluster.
 *
 * @param source who makes it: the address of a Pod; empty for a program outside
 * @param headers in their order; {@code Host} is among them
 * @param timeout within which the whole answer has to be there
 * @param kept whether the connection may be one that was used before, and may be used again
 */
public record HttpCall(
    Optional<IpAddress> source,
    IpAddress address,
    int port,
    String method,
    String path,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    Duration timeout,
    boolean kept) {

  private static final IpAddress OUTSIDE = IpAddress.of("127.0.0.1");

  public HttpCall {
    headers = List.copyOf(headers);
  }

  Destination destination() {
    return new Destination(address, port, Protocol.TCP);
  }

  IpAddress from() {
    return source.orElse(OUTSIDE);
  }
}
