// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subsets of an Endpoints object in canonical form: ports with the same addresses share a
 * subset, an address that is not ready anywhere is not ready, and everything is sorted.
 */
final class EndpointSubsets {

  /** An address is the same one when its text and the uid of its target are. */
  private record Address(String ip, String uid) implements Comparable<Address> {

    static Address of(JsonNode address) {
      return new Address(Json.textAt(address, "ip"), Json.textAt(address, "targetRef", "uid"));
    }

    @Override
    public int compareTo(Address other) {
      return Comparator.comparing(Address::ip).thenComparing(Address::uid).compare(this, other);
    }
  }

  private final Map<Address, JsonNode> documents = new LinkedHashMap<>();
  // An empty port stands for subsets without ports.
  private final Map<Optional<EndpointPort>, Map<Address, Boolean>> ready = new LinkedHashMap<>();

  /** Takes in the subsets of a document. */
  EndpointSubsets addAll(JsonNode subsets) {
    for (JsonNode subset : subsets) {
      List<EndpointPort> ports = EndpointPort.of(subset.path("ports"));
      subset.path("addresses").forEach(address -> add(address, ports, true));
      subset.path("notReadyAddresses").forEach(address -> add(address, ports, false));
    }
    return this;
  }

  /** Takes in one address with all its ports. */
  void add(JsonNode address, List<EndpointPort> ports, boolean isReady) {
    if (ports.isEmpty()) {
      put(address, Optional.empty(), isReady);
    }
    ports.forEach(port -> put(address, Optional.of(port), isReady));
  }

  private void put(JsonNode address, Optional<EndpointPort> port, boolean isReady) {
    Address key = Address.of(address);
    documents.putIfAbsent(key, address);
    ready.computeIfAbsent(port, p -> new TreeMap<>()).merge(key, isReady, Boolean::logicalAnd);
  }

  /** The canonical subsets. */
  ArrayNode toJson() {
    Map<Map<Address, Boolean>, List<EndpointPort>> ports = new LinkedHashMap<>();
    ready.forEach(
        (port, addresses) ->
            port.ifPresentOrElse(
                p -> ports.computeIfAbsent(addresses, a -> new ArrayList<>()).add(p),
                () -> ports.putIfAbsent(addresses, new ArrayList<>())));
    ArrayNode subsets = Json.array();
    ports.entrySet().stream()
        .map(e -> subset(e.getKey(), e.getValue().stream().sorted(EndpointPort.ORDER).toList()))
        .sorted(Comparator.comparing(Json::text))
        .forEach(subsets::add);
    return subsets;
  }

  private ObjectNode subset(Map<Address, Boolean> addresses, List<EndpointPort> ports) {
    ObjectNode subset = Json.object();
    addresses.forEach(
        (address, isReady) ->
            Json.arrayAt(subset, isReady ? "addresses" : "notReadyAddresses")
                .add(documents.getOrDefault(address, Json.object()).deepCopy()));
    ports.forEach(port -> Json.arrayAt(subset, "ports").add(port.toEndpointsJson()));
    return subset;
  }
}
