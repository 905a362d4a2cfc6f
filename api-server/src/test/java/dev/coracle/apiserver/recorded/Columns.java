// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of a Table: ages vary, and of descriptions only the presence is compared. */
final class Columns {

  private static final Set<String> AGES =
      Set.of("Age", "Last Schedule", "Last Seen", "First Seen", "Duration");
  private static final Pattern AGE = Pattern.compile("(\\d+[smhdy])+");

  private Columns() {}

  static void hideAgesAndProse(ObjectNode table) {
    JsonNode columns = table.path("columnDefinitions");
    for (JsonNode column : columns) {
      if (column instanceof ObjectNode definition
          && !column.path("description").asString("").isEmpty()) {
        definition.put("description", "<text>");
      }
    }
    List<String> names =
        columns.valueStream().map(column -> column.path("name").asString("")).toList();
    table.path("rows").forEach(row -> hideAges(row.path("cells"), names));
  }

  private static void hideAges(JsonNode cells, List<String> names) {
    for (int i = 0; i < Math.min(names.size(), cells.size()); i++) {
      JsonNode cell = cells.path(i);
      boolean isAge = cell.isString() && AGE.matcher(cell.asString()).matches();
      if (AGES.contains(names.get(i)) && isAge) {
        ((ArrayNode) cells).set(i, "<age>");
      }
    }
  }
}
