// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.Quantity;
import dev.coracle.api.model.Container;
import dev.coracle.api.model.PodSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import tools.jackson.databind.JsonNode;

/** Amounts of CPU, memory and other resources, by name. Immutable. */
record NodeResources(Map<String, Quantity> amounts) {

  static final NodeResources NONE = new NodeResources(Map.of());

  NodeResources {
    amounts = Map.copyOf(amounts);
  }

  /** The amounts of a document such as {@code allocatable}. */
  static NodeResources of(JsonNode amounts) {
    Map<String, Quantity> parsed = new TreeMap<>();
    amounts
        .properties()
        .forEach(e -> parsed.put(e.getKey(), Quantity.parse(e.getValue().asString("0"))));
    return new NodeResources(parsed);
  }

  /**
   * What a Pod asks for: all that run together, or, where that is more, what an init container
   * needs beside the sidecars before it.
   */
  static NodeResources requestedBy(PodSpec spec) {
    NodeResources together = NONE;
    for (Container container : spec.containers()) {
      together = together.plus(requests(container.json()));
    }
    NodeResources sidecars = NONE;
    NodeResources starting = NONE;
    for (Container container : spec.initContainers()) {
      NodeResources own = requests(container.json());
      if (container.isSidecar()) {
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    NodeResources all = together.plus(sidecars).max(starting);
    return all.overriddenBy(requests(spec.json())).plus(of(spec.json().path("overhead")));
  }

  private static NodeResources requests(JsonNode owner) {
    return of(owner.path("resources").path("requests"));
  }

  Quantity of(String resource) {
    return amounts.getOrDefault(resource, Quantity.ZERO);
  }

  NodeResources plus(NodeResources other) {
    return merged(other, Quantity::plus);
  }

  private NodeResources max(NodeResources other) {
    return merged(other, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  private NodeResources overriddenBy(NodeResources other) {
    return merged(other, (a, b) -> b);
  }

  private NodeResources merged(NodeResources other, BinaryOperator<Quantity> how) {
    if (other.amounts.isEmpty()) {
      return this;
    }
    Map<String, Quantity> merged = new TreeMap<>(amounts);
    other.amounts.forEach((name, amount) -> merged.merge(name, amount, how));
    return new NodeResources(merged);
  }
}
