// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.registry.pod.PodTemplateRules;
import dev.coracle.apiserver.registry.pod.PodWarnings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Deployments. */
public final class DeploymentStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Ready", DeploymentStrategy::ready),
              Columns.text("Up-to-date", d -> d.at("status", "updatedReplicas").asLong(0)),
              Columns.text("Available", d -> d.at("status", "availableReplicas").asLong(0)),
              TableColumns.age(),
              Columns.containers(),
              Columns.images(),
              Columns.wide(
                  "Selector", object -> LabelSelectors.text(object.at("spec", "selector")))));

  private static String ready(KubeObject deployment) {
    return deployment.number(0, "status", "readyReplicas")
        + "/"
        + deployment.number(0, "spec", "replicas");
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    PodTemplateRules.applyDefaults(object);
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    Values.nonNegative(errors, spec, "spec", "replicas");
    PodTemplateRules.check(errors, spec, PodTemplateRules.Wording.OF_REPLICA_SET);
    checkStrategy(errors, spec.path("strategy"));
    Values.nonNegative(errors, spec, "spec", "minReadySeconds");
    Values.nonNegative(errors, spec, "spec", "revisionHistoryLimit");
    Values.nonNegative(errors, spec, "spec", "progressDeadlineSeconds");
    JsonNode deadline = spec.path("progressDeadlineSeconds");
    if (deadline.isNumber() && deadline.asLong() <= spec.path("minReadySeconds").asLong(0)) {
      errors.invalid(
          "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }
  }

  private static void checkStrategy(FieldErrors errors, JsonNode strategy) {
    String type = Values.text(strategy, "type");
    JsonNode rolling = strategy.path("rollingUpdate");
    switch (type) {
      case "Recreate" -> {
        if (Values.isSet(rolling)) {
          errors.forbidden(
              "spec.strategy.rollingUpdate",
              "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> checkRollingUpdate(errors, rolling);
      default -> errors.notSupported("spec.strategy", strategy, "Recreate", "RollingUpdate");
    }
  }

  private static void checkRollingUpdate(FieldErrors errors, JsonNode rolling) {
    String path = "spec.strategy.rollingUpdate";
    if (!Values.isSet(rolling)) {
      errors.required(path, "this should be defaulted and never be nil");
      return;
    }
    JsonNode unavailable = rolling.path("maxUnavailable");
    JsonNode surge = rolling.path("maxSurge");
    Values.intOrPercent(errors, path + ".maxUnavailable", unavailable);
    Values.intOrPercent(errors, path + ".maxSurge", surge);
    if (Values.intOrPercentValue(unavailable) == 0 && Values.intOrPercentValue(surge) == 0) {
      errors.invalid(path + ".maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0");
    }
    Values.atMost100Percent(errors, path + ".maxUnavailable", unavailable);
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
    Values.immutable(errors, object.path("spec"), old.at("spec"), "spec", "selector");
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    return PodWarnings.of("spec.template.spec", object.at("/spec/template/spec"));
  }

  @Override
  public Map<String, SubresourceStrategy> subresources() {
    return ScaleView.SUBRESOURCES;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public Set<String> generationMembers() {
    return Set.of("spec", "metadata.annotations");
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
