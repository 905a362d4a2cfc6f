// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.TableColumns;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects as rows of a Table, as kubectl prints them. */
final class Tables {

  private final TableColumns columns;
  private final String include;
  private final Instant now;

  /**
   * A maker of tables.
   *
   * @param include what a row carries of its object: {@code None}, {@code Object} or its metadata
   */
  Tables(TableColumns columns, String include, Instant now) {
    if (!List.of("", "None", "Metadata", "Object").contains(include)) {
      throw ApiException.badRequest(
          "unrecognized includeObject value: \""
              + include
              + "\": allowed values are \"None\","
              + " \"Metadata\", \"Object\"");
    }
    this.columns = columns;
    this.include = include;
    this.now = now;
  }

  ObjectNode of(KubeList list) {
    ObjectNode table = table(Documents.listMetadata(list));
    list.items().forEach(item -> Json.arrayAt(table, "rows").add(row(item)));
    return table;
  }

  ObjectNode of(KubeObject object, boolean headings) {
    ObjectNode metadata = Json.object().put("resourceVersion", object.resourceVersion());
    ObjectNode table = table(metadata);
    if (!headings) {
      table.putNull("columnDefinitions");
    }
    Json.arrayAt(table, "rows").add(row(object));
    return table;
  }

  private ObjectNode table(ObjectNode metadata) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1").set("metadata", metadata);
    ArrayNode definitions = table.putArray("columnDefinitions");
    for (TableColumns.Column column : columns.columns()) {
      definitions
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    table.putArray("rows");
    return table;
  }

  private ObjectNode row(KubeObject object) {
    ObjectNode row = Json.object();
    ArrayNode cells = row.putArray("cells");
    columns.columns().forEach(column -> cells.add(cell(column.cell().apply(object, now))));
    if (include.equals("Object")) {
      row.set("object", object.tree());
    } else if (!include.equals("None")) {
      row.set("object", Documents.partial(object));
    }
    return row;
  }

  private static JsonNode cell(Object value) {
    if (value instanceof JsonNode node) {
      return node;
    }
    if (value instanceof Integer || value instanceof Long) {
      return Json.NODES.numberNode(((Number) value).longValue());
    }
    return Json.NODES.stringNode(value.toString());
  }
}
