// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.builtin;

import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.config.EventConversion;
import dev.coracle.apiserver.schema.Conversion;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import java.util.List;

/** The kinds that every cluster begins with: those of the table, and which of them are views. */
public final class BuiltInKinds {

  private BuiltInKinds() {}

  public static Kinds kinds() {
    return Kinds.table()
        .with(List.of(view(ResourceType.EVENTS_V1, ResourceType.EVENTS, new EventConversion())));
  }

  private static Kind view(ResourceType type, ResourceType stored, Conversion conversion) {
    return Kinds.table()
        .byResource(type.group(), type.version(), type.plural())
        .orElseThrow()
        .storedAs(stored, conversion);
  }
}
