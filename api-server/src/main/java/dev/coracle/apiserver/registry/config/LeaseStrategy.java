// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Leases. */
public final class LeaseStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Holder", lease -> lease.text("spec", "holderIdentity")),
              TableColumns.age()));

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    Values.positive(errors, spec, "spec", "leaseDurationSeconds");
    Values.nonNegative(errors, spec, "spec", "leaseTransitions");
    if (Values.isSet(spec.path("holderIdentity")) && Values.isEmpty(spec, "holderIdentity")) {
      errors.invalid("spec.holderIdentity", "", "must not be empty");
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
