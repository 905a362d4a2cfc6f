// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.KubeObject;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The {@code status} of an object, as the strategy of its kind knows it. */
record StatusPart(ResourceStrategy strategy) implements SubresourceStrategy.Part {

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    strategy.prepareForStatusUpdate(context, object, old);
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    strategy.validateStatusUpdate(context, object, old, errors);
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    return strategy.statusWarnings(context, object);
  }
}
