// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.StructuralSchema;
import java.util.Map;

/** The strategy of every kind; kinds without rules of their own share a plain one. */
public final class Registry {

  private static final ResourceStrategy PLAIN = new ResourceStrategy() {};

  private final Map<ResourceType, ResourceStrategy> strategies;

  public Registry(Map<ResourceType, ResourceStrategy> strategies) {
    this.strategies = Map.copyOf(strategies);
  }

  public ResourceStrategy strategy(Kind kind) {
    if (kind.schema() instanceof StructuralSchema schema) {
      return new CustomResourceStrategy(kind, schema);
    }
    return strategies.getOrDefault(kind.type(), PLAIN);
  }
}
