// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.model.Container;
import dev.coracle.network.Protocol;

/** A port that a container says it listens on. */
public record ContainerPort(String name, int port, Protocol protocol) {

  Container.Port seenByPolicies() {
    return new Container.Port(name, port, protocol.name());
  }
}
