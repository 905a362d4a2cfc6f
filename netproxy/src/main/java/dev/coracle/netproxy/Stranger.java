// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.http.RoutedBackends;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.tunnel.TunnelUser;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A program outside the cluster, which knows its names all the same. */
record Stranger(Routes routes, RoutedBackends.Names names) implements TunnelUser {

  static final IpAddress ADDRESS = IpAddress.of("127.0.0.1");

  @Override
  public List<IpAddress> resolve(String host) throws IOException {
    if (host.equals("localhost")) {
      return List.of(IpAddress.of(InetAddress.getByName(host)));
    }
    Optional<IpAddress> literal = IpAddress.parse(host);
    return literal.isPresent() ? List.of(literal.get()) : names.lookUp(host);
  }

  @Override
  public Flow flow(IpAddress target, int port) {
    return routes.from(ADDRESS, new Destination(target, port, Protocol.TCP));
  }
}
