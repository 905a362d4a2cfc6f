// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.netproxy.route.Destination;

/** Who is told of connections that found nobody listening where they were sent. */
@FunctionalInterface
public interface Refusals {

  void refused(Destination endpoint);
}
