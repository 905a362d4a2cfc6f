// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.StructuralSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to kinds that a structural schema describes: all that the schema says. */
final class CustomResourceStrategy implements ResourceStrategy {

  private final Kind kind;
  private final StructuralSchema schema;

  CustomResourceStrategy(Kind kind, StructuralSchema schema) {
    this.kind = kind;
    this.schema = schema;
  }

  @Override
  public boolean hasStatus() {
    return kind.subresource("status").isPresent();
  }

  /** Everything but the metadata counts, and the status where that has a path of its own. */
  @Override
  public Set<String> generationMembers() {
    Set<String> members = new LinkedHashSet<>(schema.root().properties().keySet());
    members.removeAll(List.of("apiVersion", "kind", "metadata"));
    if (hasStatus()) {
      members.remove("status");
    }
    return members;
  }

  /** Only the status: everything else, labels too, is put back. */
  @Override
  public void prepareForStatusUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    ObjectNode kept = old.tree().deepCopy();
    kept.remove("status");
    if (object.has("status")) {
      kept.set("status", object.get("status"));
    }
    object.removeAll();
    object.setAll(kept);
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    schema.check(object).forEach(errors::add);
  }

  @Override
  public void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
  }
}
