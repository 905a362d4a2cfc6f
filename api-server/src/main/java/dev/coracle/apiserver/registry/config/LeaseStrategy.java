// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
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

  private static final List<String> ELECTION = List.of("strategy", "preferredHolder");

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

  /**
   * The election of a leader by the server is switched off, and what belongs to it is dropped.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/coordination/lease/strategy.go
   * (PrepareForCreate, PrepareForUpdate)
   */
  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    Json.findObject(object, "spec").ifPresent(spec -> spec.remove(ELECTION));
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    prepareForCreate(context, object);
  }

  /** Two that hold a lease must not both renew it. */
  @Override
  public boolean replacesAnyVersion() {
    return false;
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }
}
