// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.ResourceType;
import java.util.Map;

/** The strategy of every kind; kinds without rules of their own share a plain one. */
public final class Registry {

  private static final ResourceStrategy PLAIN = new ResourceStrategy() {};

  private final Map<ResourceType, ResourceStrategy> strategies;

  public Registry(Map<ResourceType, ResourceStrategy> strategies) {
    this.strategies = Map.copyOf(strategies);
  }

  public ResourceStrategy strategy(ResourceType type) {
    return strategies.getOrDefault(type, PLAIN);
  }

  /** The columns of the table that kubectl prints of a kind. */
  public TableColumns columns(ResourceType type) {
    return strategy(type).columns();
  }
}
