// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.FieldError;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to ConfigMaps. */
public final class ConfigMapStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Data", o -> (long) o.at("data").size() + o.at("binaryData").size()),
              TableColumns.age()));

  @Override
  public void applyDefaults(ObjectNode object) {
    ConfigData.requireBase64("ConfigMap", object.path("binaryData"));
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode data = object.path("data");
    JsonNode binary = object.path("binaryData");
    ConfigData.checkKeys(errors, "data", data);
    data.propertyNames().stream()
        .filter(binary::has)
        .forEach(
            key ->
                errors.invalid("data[" + key + "]", key, "duplicate of key present in binaryData"));
    ConfigData.checkKeys(errors, "binaryData", binary);
    if (ConfigData.textBytes(data) + ConfigData.binaryBytes(binary) > ConfigData.MOST_BYTES) {
      // Kubernetes names an empty path, which it writes like this.
      errors.add(FieldError.tooLong("[]", ConfigData.MOST_BYTES));
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    ConfigData.checkImmutable(errors, object, old, List.of("data", "binaryData"));
    validate(context, object, errors);
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
