// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The making of a tree from the tokens of its text. A mapper would make the same tree, but loads
 * four hundred classes first, a tenth of the way from a new JVM to its first answer.
 *
 * <p>The parser limits how deep values may be nested, and with it how deep these calls go.
 */
final class JsonReader {

  private final JsonParser parser;
  private final JsonNodeFactory nodes;

  private JsonReader(JsonParser parser, JsonNodeFactory nodes) {
    this.parser = parser;
    this.nodes = nodes;
  }

  /** The one value of a text; a missing node where the text holds none. Closes the parser. */
  static JsonNode read(JsonParser parser, JsonNodeFactory nodes) {
    try (parser) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return MissingNode.getInstance();
      }
      JsonNode value = new JsonReader(parser, nodes).value(first);
      JsonToken next = parser.nextToken();
      if (next != null) {
        throw new StreamReadException(parser, next + " after the value (expected: the end)");
      }
      return value;
    }
  }

  private JsonNode value(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> nodes.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      default -> throw new StreamReadException(parser, token + " (expected: a value)");
    };
  }

  /** The last of several members of one name counts. */
  private ObjectNode object() {
    ObjectNode object = nodes.objectNode();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      object.set(name, value(parser.nextToken()));
    }
    return object;
  }

  private ArrayNode array() {
    ArrayNode array = nodes.arrayNode();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      array.add(value(t));
    }
    return array;
  }

  private JsonNode integer() {
    return switch (parser.getNumberType()) {
      case INT -> nodes.numberNode(parser.getIntValue());
      case LONG -> nodes.numberNode(parser.getLongValue());
      default -> nodes.numberNode(parser.getBigIntegerValue());
    };
  }
}
