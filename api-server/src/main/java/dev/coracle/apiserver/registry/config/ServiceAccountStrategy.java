// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to ServiceAccounts. */
public final class ServiceAccountStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Secrets", account -> (long) account.at("secrets").size()),
              TableColumns.age()));

  /**
   * Of a Secret that is referred to only the name counts; it is always one of the same namespace.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/core/serviceaccount/strategy.go
   * (cleanSecretReferences)
   */
  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    for (JsonNode secret : object.path("secrets")) {
      ObjectNode unused = ((ObjectNode) secret).retain("name");
    }
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    prepareForCreate(context, object);
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
