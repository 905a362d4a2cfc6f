// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.StructuralSchema;
import java.util.Map;

/** The strategy of every kind: its own, what its structural schema says, or a plain one. */
public final class Registry {

  private static final ResourceStrategy PLAIN = new ResourceStrategy() {};

  private final Map<ResourceType, ResourceStrategy> strategies;

  public Registry(Map<ResourceType, ResourceStrategy> strategies) {
    this.strategies = Map.copyOf(strategies);
  }

  public ResourceStrategy strategy(Kind kind) {
    ResourceType type = kind.use() instanceof Kind.Stored stored ? stored.as() : kind.type();
    ResourceStrategy own = strategies.get(type);
    if (own != null) {
      return own;
    }
    return kind.schema() instanceof StructuralSchema schema
        ? new CustomResourceStrategy(kind, schema)
        : PLAIN;
  }

  /** The columns of the table that kubectl prints of objects in the kind's version. */
  public TableColumns columns(Kind kind) {
    TableColumns columns = strategy(kind).columns();
    return kind.use() instanceof Kind.Stored view && !view.as().equals(kind.type())
        ? columns.of(object -> stored(view, object))
        : columns;
  }

  private static KubeObject stored(Kind.Stored view, KubeObject object) {
    return KubeObject.of(view.conversion().toStored(object.tree().deepCopy()));
  }
}
