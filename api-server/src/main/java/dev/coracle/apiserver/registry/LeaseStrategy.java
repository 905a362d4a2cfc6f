// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Leases. */
final class LeaseStrategy implements ResourceStrategy {

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
