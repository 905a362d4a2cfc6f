// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import java.util.Optional;

/**
 * Who may connect to whom, asked of every flow after its destination was translated and before it
 * is dialled.
 */
@FunctionalInterface
public interface PolicyFilter {

  /** Lets everybody through. */
  PolicyFilter OPEN = (flow, endpoint, state) -> Optional.empty();

  /**
   * Why a flow is never answered; empty where it may pass.
   *
   * @param flow with its true source
   * @param endpoint where it was routed: never an address of a Service
   */
  Optional<String> denial(Flow flow, Destination endpoint, NetworkState state);
}
