// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
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

/** What is particular to ReplicaSets. */
public final class ReplicaSetStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.numberAt("Desired", "spec", "replicas"),
              Columns.numberAt("Current", "status", "replicas"),
              Columns.numberAt("Ready", "status", "readyReplicas"),
              TableColumns.age(),
              Columns.containers(),
              Columns.images(),
              Columns.wide("Selector", object -> Columns.selector(object.at("spec", "selector")))));

  @Override
  public void applyDefaults(ObjectNode object) {
    PodTemplateRules.applyDefaults(object);
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    Values.nonNegative(errors, spec, "spec", "replicas");
    Values.nonNegative(errors, spec, "spec", "minReadySeconds");
    PodTemplateRules.check(errors, spec, PodTemplateRules.Wording.OF_REPLICA_SET);
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
    Values.immutable(errors, object.path("spec"), old.at("spec"), "spec", "selector");
  }

  @Override
  public void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    JsonNode status = object.path("status");
    long replicas = status.path("replicas").asLong(0);
    for (String member :
        List.of("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas")) {
      Values.nonNegative(errors, status, "status", member);
      if (status.path(member).asLong(0) > replicas) {
        errors.invalid(
            "status." + member, status.path(member), "cannot be greater than status.replicas");
      }
    }
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
    return Set.of("spec");
  }

  @Override
  public Set<String> selectableFields() {
    return Set.of("status.replicas");
  }

  @Override
  public String selectableField(KubeObject object, String field) {
    return String.valueOf(object.number(0, "status", "replicas"));
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
