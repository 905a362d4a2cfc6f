// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Documents with tokens in place of what may differ between two right answers. */
final class Normalizer {

  /** Marks a bookmark whose version is one of a list; it never shows. */
  static final String BOOKMARK = "_bookmark";

  // Servers order managers by the second of their last write, which varies.
  private static final Comparator<JsonNode> BY_MANAGER =
      Comparator.comparing(
          entry ->
              Stream.of("operation", "manager", "subresource", "apiVersion")
                  .map(member -> entry.path(member).asString(""))
                  .collect(Collectors.joining("\0")));

  private final Tokens tokens;

  Normalizer(Tokens tokens) {
    this.tokens = tokens;
  }

  JsonNode document(JsonNode value) {
    return value(value, "");
  }

  private JsonNode value(JsonNode value, String name) {
    if (value instanceof ObjectNode object) {
      return object(object);
    }
    if (value.isArray()) {
      return array(value, name);
    }
    if (value.isString()) {
      return StringNode.valueOf(tokens.text(value.asString()));
    }
    boolean isPort = name.equals("nodePort") || name.equals("healthCheckNodePort");
    return isPort && value.isIntegralNumber() ? port(value) : value;
  }

  private JsonNode port(JsonNode number) {
    String port = tokens.port(number.asLong());
    return port.startsWith("<") ? StringNode.valueOf(port) : number;
  }

  private ArrayNode array(JsonNode items, String name) {
    List<JsonNode> ordered = items.valueStream().toList();
    if (name.equals("managedFields")) {
      ordered = ordered.stream().sorted(BY_MANAGER).toList();
    }
    ArrayNode normal = Json.array();
    ordered.forEach(item -> normal.add(value(item, name)));
    return normal;
  }

  /** Members in the order of their names: numbers of tokens do not depend on the server's order. */
  private ObjectNode object(ObjectNode given) {
    String kind = given.path("kind").asString("");
    boolean isPod = kind.equals("Pod") && given.path("spec").isObject();
    ObjectNode object = isPod ? ServiceAccountFree.pod(given) : given;
    boolean ofList =
        object.has("items")
            || kind.endsWith("List")
            || kind.equals("Table")
            || object.has(BOOKMARK);
    ObjectNode normal = Json.object();
    for (String name : new TreeSet<>(object.propertyNames())) {
      JsonNode value = object.path(name);
      if (name.equals("metadata") && value instanceof ObjectNode metadata) {
        normal.set(name, metadata(metadata, ofList));
      } else if (!name.equals(BOOKMARK)) {
        JsonNode normalValue = value(value, name);
        normal.set(tokens.text(name), normalValue);
      }
    }
    if (kind.equals("Table")) {
      Columns.hideAgesAndProse(normal);
    }
    return normal;
  }

  private ObjectNode metadata(ObjectNode given, boolean ofList) {
    JsonNode version = given.path("resourceVersion");
    JsonNode shown =
        version.isString()
            ? StringNode.valueOf(tokens.version(version.asString(), ofList))
            : version;
    ObjectNode normal = Json.object();
    for (String name : new TreeSet<>(given.propertyNames())) {
      boolean isContinue = name.equals("continue") && !isEmpty(given.path(name));
      if (isContinue) {
        normal.put(name, "<continue>");
      } else if (!name.equals("resourceVersion")) {
        String normalName = tokens.text(name);
        normal.set(normalName, value(given.path(name), name));
      }
    }
    if (!shown.isMissingNode() && !shown.isNull()) {
      normal.set("resourceVersion", shown);
    }
    return normal;
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull()
        || value.equals(StringNode.valueOf(""))
        || value.equals(IntNode.valueOf(0));
  }

  String text(String text) {
    return tokens.text(text);
  }
}
