// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.StructuralSchema;
import java.util.List;
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

  @Override
  public boolean hasGeneration() {
    return true;
  }

  /** Everything but the metadata counts, and the status where that has a path of its own. */
  @Override
  public boolean raisesGeneration(ObjectNode object, KubeObject old) {
    return !Json.same(counted(object), counted(old.tree()));
  }

  private ObjectNode counted(ObjectNode object) {
    ObjectNode counted = Json.object();
    counted.setAll(object);
    counted.remove(hasStatus() ? List.of("metadata", "status") : List.of("metadata"));
    return counted;
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
    schema.check(shown(object)).forEach(errors::add);
  }

  /** The object in the version that was written, whose schema it must fit. */
  private ObjectNode shown(ObjectNode object) {
    return kind.use() instanceof Kind.Stored stored
        ? stored.conversion().fromStored(object.deepCopy())
        : object;
  }

  @Override
  public void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }
}
