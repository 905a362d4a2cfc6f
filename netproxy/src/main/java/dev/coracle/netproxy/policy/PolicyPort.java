// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import dev.coracle.api.model.Container;
import dev.coracle.network.Protocol;
import tools.jackson.databind.JsonNode;

/** Which destination ports a rule means. */
sealed interface PolicyPort {

  boolean matches(Packet packet);

  static PolicyPort of(JsonNode port) {
    Protocol protocol = Protocol.of(port.path("protocol").asString(""));
    JsonNode which = port.path("port");
    if (which.isString()) {
      return new Named(protocol, which.asString());
    }
    int first = which.asInt(0);
    // Without a port every port of the protocol is meant.
    return first == 0
        ? new Range(protocol, 0, 65535)
        : new Range(protocol, first, port.path("endPort").asInt(first));
  }

  /** The ports from one to another, both included. */
  record Range(Protocol protocol, int first, int last) implements PolicyPort {

    @Override
    public boolean matches(Packet packet) {
      return packet.protocol() == protocol && first <= packet.port() && packet.port() <= last;
    }
  }

  /** The port that the destination Pod gives a name; an address that is no Pod has none. */
  record Named(Protocol protocol, String name) implements PolicyPort {

    @Override
    public boolean matches(Packet packet) {
      return packet.protocol() == protocol
          && packet.to() instanceof Peer.Pod pod
          && pod.ports().stream().anyMatch(port -> isIt(port, packet.port()));
    }

    private boolean isIt(Container.Port port, int number) {
      return port.number() == number
          && port.name().equals(name)
          && port.protocol().equals(protocol.name());
    }
  }
}
