// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.network.Protocol;
import java.util.Optional;

/** Who may connect to whom, asked after a connection was routed and before it is made. */
@FunctionalInterface
public interface ConnectionFilter {

  /** Lets everybody through. */
  ConnectionFilter OPEN = (source, destination, port, protocol) -> Optional.empty();

  /** Why a connection is never answered; empty where it may be made. */
  Optional<String> denial(String source, String destination, int port, Protocol protocol);
}
