// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A rule of a policy: certain ports of certain peers.
 *
 * @param peers any of them; an empty list is everybody
 * @param ports any of them; an empty list is every port
 */
record PolicyRule(List<PolicyPeer> peers, List<PolicyPort> ports) {

  static PolicyRule of(JsonNode rule, Direction direction, String namespace) {
    return new PolicyRule(
        rule.path(direction.peers())
            .valueStream()
            .map(peer -> PolicyPeer.of(peer, namespace))
            .toList(),
        rule.path("ports").valueStream().map(PolicyPort::of).toList());
  }

  boolean allows(Packet packet, Direction direction) {
    Peer other = packet.other(direction);
    return (ports.isEmpty() || ports.stream().anyMatch(port -> port.matches(packet)))
        && (peers.isEmpty() || peers.stream().anyMatch(peer -> peer.matches(other)));
  }
}
