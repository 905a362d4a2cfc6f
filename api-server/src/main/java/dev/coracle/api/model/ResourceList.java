// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.Quantity;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import tools.jackson.databind.JsonNode;

/** Amounts of CPU, memory and other resources, by name. Immutable. */
public record ResourceList(Map<String, Quantity> amounts) {

  public static final ResourceList NONE = new ResourceList(Map.of());

  public ResourceList {
    amounts = Map.copyOf(amounts);
  }

  /** The amounts of a document such as {@code allocatable}. */
  public static ResourceList of(JsonNode amounts) {
    Map<String, Quantity> parsed = new TreeMap<>();
    amounts
        .properties()
        .forEach(e -> parsed.put(e.getKey(), Quantity.parse(e.getValue().asString("0"))));
    return new ResourceList(parsed);
  }

  /**
   * What a Pod asks for: all that run together, or, where that is more, what an init container
   * needs beside the sidecars before it.
   */
  public static ResourceList requestedBy(PodSpec spec) {
    ResourceList together = NONE;
    for (Container container : spec.containers()) {
      together = together.plus(requests(container.json()));
    }
    ResourceList sidecars = NONE;
    ResourceList starting = NONE;
    for (Container container : spec.initContainers()) {
      ResourceList own = requests(container.json());
      if (container.isSidecar()) {
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    ResourceList all = together.plus(sidecars).max(starting);
    return all.overriddenBy(requests(spec.json())).plus(of(spec.json().path("overhead")));
  }

  private static ResourceList requests(JsonNode owner) {
    return of(owner.path("resources").path("requests"));
  }

  public Quantity of(String resource) {
    return amounts.getOrDefault(resource, Quantity.ZERO);
  }

  public ResourceList plus(ResourceList other) {
    return merged(other, Quantity::plus);
  }

  private ResourceList max(ResourceList other) {
    return merged(other, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  private ResourceList overriddenBy(ResourceList other) {
    return merged(other, (a, b) -> b);
  }

  private ResourceList merged(ResourceList other, BinaryOperator<Quantity> how) {
    if (other.amounts.isEmpty()) {
      return this;
    }
    Map<String, Quantity> merged = new TreeMap<>(amounts);
    other.amounts.forEach((name, amount) -> merged.merge(name, amount, how));
    return new ResourceList(merged);
  }
}
