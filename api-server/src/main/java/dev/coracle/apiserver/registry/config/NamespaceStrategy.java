// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.MetadataRules;
import dev.coracle.apiserver.registry.NameRule;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Namespaces: they go only when their content has gone. */
public final class NamespaceStrategy implements ResourceStrategy {

  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Status", object -> object.text("status", "phase")),
              TableColumns.age()));

  /** Every namespace can be selected by its name. */
  @Override
  public void applyDefaults(ObjectNode object) {
    String name = Json.textAt(object, "metadata", "name");
    if (!name.isEmpty()) {
      Json.objectAt(object, "metadata", "labels").put(NAME_LABEL, name);
    }
  }

  /** A name that was generated was not known by then. */
  @Override
  public void canonicalize(ObjectNode object) {
    applyDefaults(object);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    object.remove("status");
    object.putObject("status").put("phase", "Active");
    ArrayNode finalizers = Json.arrayAt(Json.objectAt(object, "spec"), "finalizers");
    if (finalizers.valueStream().noneMatch(f -> f.asString("").equals("kubernetes"))) {
      finalizers.add("kubernetes");
    }
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    Json.copyMember(old.tree(), object, "spec");
    Json.copyMember(old.tree(), object, "status");
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    checkFinalizers(object, errors);
  }

  static void checkFinalizers(ObjectNode object, FieldErrors errors) {
    Values.each(
        object.path("spec").path("finalizers"),
        "spec.finalizers",
        (finalizer, path) -> {
          String name = finalizer.asString("");
          // Kubernetes names the list here, not its element.
          Labels.checkKey(errors, "spec.finalizers", name);
          MetadataRules.checkFinalizerName(errors, "spec.finalizers", name);
        });
  }

  @Override
  public void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    JsonNode phase = object.path("status").path("phase");
    if (!object.path("metadata").has("deletionTimestamp")) {
      if (!phase.asString("").equals("Active")) {
        errors.invalid(
            "status.Phase",
            phase.asString(""),
            "may only be 'Active' if `deletionTimestamp` is empty");
      }
    } else if (!phase.asString("").equals("Terminating")) {
      errors.invalid(
          "status.Phase",
          phase.asString(""),
          "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
  }

  @Override
  public boolean isHeld(ObjectNode object) {
    return !object.path("spec").path("finalizers").isEmpty()
        || ResourceStrategy.super.isHeld(object);
  }

  @Override
  public void prepareForDelete(ObjectNode object) {
    Json.objectAt(object, "status").put("phase", "Terminating");
  }

  @Override
  public Map<String, SubresourceStrategy> subresources() {
    return Map.of("finalize", new NamespaceFinalization());
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public Set<String> selectableFields() {
    return Set.of("status.phase");
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
