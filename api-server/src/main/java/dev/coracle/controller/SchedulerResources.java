// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.Quantity;
import dev.coracle.api.model.Container;
import dev.coracle.api.model.PodSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import tools.jackson.databind.JsonNode;

/** Amounts of CPU, memory and other resources, by name. Immutable. */
record SchedulerResources(Map<String, Quantity> amounts) {

  static final SchedulerResources NONE = new SchedulerResources(Map.of());

  SchedulerResources {
    amounts = Map.copyOf(amounts);
  }

  /** The amounts of a document such as {@code allocatable}. */
  static SchedulerResources of(JsonNode amounts) {
    Map<String, Quantity> parsed = new TreeMap<>();
    amounts
        .properties()
        .forEach(e -> parsed.put(e.getKey(), Quantity.parse(e.getValue().asString("0"))));
    return new SchedulerResources(parsed);
  }

  /**
   * What a Pod asks for: all that run together, or, where that is more, what an init container
   * needs beside the sidecars before it.
   */
  static SchedulerResources requestedBy(PodSpec spec) {
    SchedulerResources together = NONE;
    for (Container container : spec.containers()) {
      together = together.plus(requests(container.json()));
    }
    SchedulerResources sidecars = NONE;
    SchedulerResources starting = NONE;
    for (Container container : spec.initContainers()) {
      SchedulerResources own = requests(container.json());
      if (container.isSidecar()) {
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    SchedulerResources all = together.plus(sidecars).max(starting);
    return all.overriddenBy(requests(spec.json())).plus(of(spec.json().path("overhead")));
  }

  private static SchedulerResources requests(JsonNode owner) {
    return of(owner.path("resources").path("requests"));
  }

  Quantity of(String resource) {
    return amounts.getOrDefault(resource, Quantity.ZERO);
  }

  SchedulerResources plus(SchedulerResources other) {
    return merged(other, Quantity::plus);
  }

  private SchedulerResources max(SchedulerResources other) {
    return merged(other, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  private SchedulerResources overriddenBy(SchedulerResources other) {
    return merged(other, (a, b) -> b);
  }

  private SchedulerResources merged(SchedulerResources other, BinaryOperator<Quantity> how) {
    if (other.amounts.isEmpty()) {
      return this;
    }
    Map<String, Quantity> merged = new TreeMap<>(amounts);
    other.amounts.forEach((name, amount) -> merged.merge(name, amount, how));
    return new SchedulerResources(merged);
  }
}
