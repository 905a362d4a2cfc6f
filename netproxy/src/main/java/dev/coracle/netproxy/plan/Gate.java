// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Who may come in at a socket of the cluster; asked of those to whom nothing of ours led. */
@FunctionalInterface
public interface Gate {

  boolean admits(InetSocketAddress caller, Destination at);

  /** Who has come in where there is an end to a connection, and not the way to another one. */
  default Optional<Flow> untracked(InetSocketAddress caller, Destination at) {
    return Optional.empty();
  }
}
