// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The nodes by name and by address. Immutable. */
record NodeTable(Map<String, Node> byName, Map<IpAddress, Node> byAddress) {

  static final NodeTable EMPTY = new NodeTable(Map.of(), Map.of());

  NodeTable with(Node node) {
    Map<String, Node> next = new TreeMap<>(byName);
    next.put(node.name(), node);
    return of(next);
  }

  NodeTable without(String name) {
    Map<String, Node> next = new TreeMap<>(byName);
    next.remove(name);
    return of(next);
  }

  private static NodeTable of(Map<String, Node> nodes) {
    Map<IpAddress, Node> addresses = new HashMap<>();
    nodes.values().forEach(node -> node.addresses().forEach(ip -> addresses.put(ip, node)));
    return new NodeTable(Collections.unmodifiableMap(nodes), addresses);
  }

  Collection<Node> all() {
    return byName.values();
  }

  Optional<Node> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<Node> at(IpAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }
}
