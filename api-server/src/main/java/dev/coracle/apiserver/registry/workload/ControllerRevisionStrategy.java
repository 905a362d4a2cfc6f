// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import dev.coracle.api.KubeObject;
import dev.coracle.api.OwnerReference;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to ControllerRevisions: their data never change. */
public final class ControllerRevisionStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Controller", ControllerRevisionStrategy::controller),
              Columns.numberAt("Revision", "revision"),
              TableColumns.age()));

  private static String controller(KubeObject revision) {
    return revision.controller().map(ControllerRevisionStrategy::ownerText).orElse(Columns.NONE);
  }

  private static String ownerText(OwnerReference owner) {
    int slash = owner.apiVersion().indexOf('/');
    String group = slash < 0 ? "" : "." + owner.apiVersion().substring(0, slash);
    return (owner.kind() + group).toLowerCase(Locale.ROOT) + "/" + owner.name();
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    if (!Values.isSet(object.path("data"))) {
      errors.required("data", "data is mandatory");
    } else if (!object.path("data").isObject()) {
      errors.required("data", "data must be a valid JSON object");
    }
    if (object.path("revision").asLong(0) < 0) {
      errors.invalid("revision", object.path("revision"), Values.NOT_NEGATIVE);
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
    if (!object.path("data").equals(old.at("data"))) {
      errors.invalid("data", object.path("data"), Values.IMMUTABLE);
    }
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
