// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Quantity;
import dev.coracle.api.model.Node;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The share of a cluster's CPU that each zone has. */
record ZoneShares(Map<String, Double> ratios) {

  /** The shares of the ready workers; empty where one of them says no zone or no CPU. */
  static Optional<ZoneShares> of(Collection<KubeObject> nodes) {
    Map<String, Long> cpu = new TreeMap<>();
    for (KubeObject node : nodes) {
      if (isControlPlane(node) || !new Node(node).isReady()) {
        continue;
      }
      String zone = new Node(node).zone();
      String amount = node.at("status", "allocatable", "cpu").asString("");
      if (zone.isEmpty() || amount.isEmpty()) {
        return Optional.empty();
      }
      cpu.merge(zone, Quantity.parse(amount).milliValue(), Long::sum);
    }
    double total = cpu.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Double> ratios = new TreeMap<>();
    cpu.forEach((zone, milli) -> ratios.put(zone, milli / total));
    return total == 0 ? Optional.empty() : Optional.of(new ZoneShares(ratios));
  }

  private static boolean isControlPlane(KubeObject node) {
    return node.labels().containsKey("node-role.kubernetes.io/control-plane")
        || node.labels().containsKey("node-role.kubernetes.io/master");
  }

  int zones() {
    return ratios.size();
  }
}
