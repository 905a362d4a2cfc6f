// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.netproxy.route.Destination;
import java.net.InetSocketAddress;

/** Who may come in at a socket of the cluster; asked of those to whom nothing of ours led. */
@FunctionalInterface
public interface Gate {

  boolean admits(InetSocketAddress caller, Destination at);
}
