// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;

/** Which address of the cluster a listener stands for, to those who come from an address. */
@FunctionalInterface
interface Entry {

  Destination of(IpAddress source);

  static Entry at(Destination destination) {
    return source -> destination;
  }
}
