// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.tunnel;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Flow;
import java.io.IOException;
import java.util.List;

/** Who connects through the tunnel: a Pod whose name the client gave, or a stranger. */
public interface TunnelUser {

  /** The addresses of a name as this one looks it up, at least one. */
  List<IpAddress> resolve(String host) throws IOException;

  /** A connection of this one, before it is routed. */
  Flow flow(IpAddress target, int port) throws IOException;
}
