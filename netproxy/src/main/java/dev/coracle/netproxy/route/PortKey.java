// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.network.Protocol;

/** A port of a Service: what joins the ports of Services and slices is name and protocol. */
public record PortKey(ObjectKey service, String name, Protocol protocol) {

  @Override
  public String toString() {
    return name.isEmpty() ? service.toString() : service + ":" + name;
  }
}
