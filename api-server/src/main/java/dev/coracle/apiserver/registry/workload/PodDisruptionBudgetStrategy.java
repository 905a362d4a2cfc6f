// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.NameRule;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to PodDisruptionBudgets. */
public final class PodDisruptionBudgetStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Min Available", budget -> limit(budget, "minAvailable")),
              Columns.text("Max Unavailable", budget -> limit(budget, "maxUnavailable")),
              Columns.numberAt("Allowed Disruptions", "status", "disruptionsAllowed"),
              TableColumns.age()));

  private static String limit(KubeObject budget, String member) {
    return budget.at("spec", member).asString("N/A");
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode least = spec.path("minAvailable");
    JsonNode most = spec.path("maxUnavailable");
    if (Values.isSet(least) && Values.isSet(most)) {
      errors.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
    }
    Values.intOrPercent(errors, "spec.minAvailable", least);
    Values.atMost100Percent(errors, "spec.minAvailable", least);
    Values.intOrPercent(errors, "spec.maxUnavailable", most);
    Values.atMost100Percent(errors, "spec.maxUnavailable", most);
    LabelSelectors.check(errors, "spec.selector", spec.path("selector"));
    Values.oneOfIfPresent(
        errors, spec, "spec", "unhealthyPodEvictionPolicy", "AlwaysAllow", "IfHealthyBudget");
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public Set<String> generationMembers() {
    return Set.of("spec");
  }

  /** Kubernetes has no rule of its own for it. */
  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  /** Whoever changes how many Pods may go must have seen how many did. */
  @Override
  public boolean replacesAnyVersion() {
    return false;
  }

  @Override
  public boolean checksMetadataOfUpdates() {
    return false;
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
