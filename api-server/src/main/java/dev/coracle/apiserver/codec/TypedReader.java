// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.FieldType;
import dev.coracle.apiserver.schema.MessageType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One pass over the tokens of a document, led by message types. It prunes what they do not know,
 * notes unknown and duplicate fields, and drops what the API's own types would not write back.
 */
final class TypedReader {
  private static final JsonNodeFactory NODES = Json.NODES;
  private static final int MOST_PROBLEMS = 100;

  private final JsonParser parser;
  private final List<String> problems;
  private final FieldPath path = new FieldPath();

  /** Adds to the problems that are already known. */
  TypedReader(JsonParser parser, List<String> problems) {
    this.parser = parser;
    this.problems = problems;
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Reads the object whose START_OBJECT is the current token. */
  ObjectNode read(MessageType type) {
    return struct(type, NODES.objectNode());
  }

  /** Reads a tree whose tokens have not begun. */
  ObjectNode readTree(MessageType type) {
    parser.nextToken();
    return read(type);
  }

  /** Reads an object of any content. */
  ObjectNode readUntyped() {
    parser.nextToken();
    return untypedObject(NODES.objectNode());
  }

  private ObjectNode struct(MessageType type, ObjectNode into) {
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      Optional<Field> known = type.field(name);
      if (known.isEmpty()) {
        note("unknown field", name);
        parser.skipChildren();
        continue;
      }
      if (!seen.add(name)) {
        note("duplicate field", name);
      }
      path.enterField(type.simpleName(), known.get());
      field(known.get(), token, into);
      path.leaveField();
    }
    return into;
  }

  private void field(Field field, JsonToken token, ObjectNode into) {
    if (token == JsonToken.VALUE_NULL) {
      into.remove(field.name());
      return;
    }
    JsonNode value = value(field.type(), token, Optional.ofNullable(into.get(field.name())));
    if (field.omitsEmpty() && WireForm.isEmpty(field.type(), value)) {
      into.remove(field.name());
    } else {
      into.set(field.name(), value);
    }
  }

  private JsonNode value(FieldType type, JsonToken token, Optional<JsonNode> before) {
    if (type instanceof FieldType.Scalar scalar) {
      return scalar == FieldType.Scalar.RAW
          ? raw(token)
          : ScalarReader.read(scalar, token, parser, path);
    }
    if (type instanceof FieldType.ListOf list) {
      path.require(token == JsonToken.START_ARRAY, token, type);
      return list(list.element());
    }
    path.require(token == JsonToken.START_OBJECT, token, type);
    // A repeated key merges into what the first one gave, as it does in the API's own types.
    ObjectNode into = before.map(ObjectNode.class::cast).orElseGet(NODES::objectNode);
    return type instanceof FieldType.MapOf map
        ? map(map.value(), into)
        : struct(((FieldType.Reference) type).type(), into);
  }

  private ArrayNode list(FieldType element) {
    ArrayNode result = NODES.arrayNode();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      path.enterIndex(result.size());
      result.add(element(element, token, Optional.empty()));
      path.leaveElement();
    }
    return result;
  }

  private ObjectNode map(FieldType value, ObjectNode into) {
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      if (!seen.add(key)) {
        note("duplicate field", key);
      }
      path.enterKey(key);
      into.set(key, element(value, token, Optional.empty()));
      path.leaveElement();
    }
    return into;
  }

  /** Inside lists and maps null is the zero value, not absence. */
  private JsonNode element(FieldType type, JsonToken token, Optional<JsonNode> before) {
    if (token != JsonToken.VALUE_NULL) {
      return value(type, token, before);
    }
    if (type instanceof FieldType.Scalar scalar) {
      return ScalarReader.zero(scalar);
    }
    return type instanceof FieldType.ListOf ? NODES.arrayNode() : NODES.objectNode();
  }

  /** Raw content is kept as it is, and nothing in it is a problem. */
  private JsonNode raw(JsonToken token) {
    return new TypedReader(parser, new ArrayList<>()).untyped(token);
  }

  private JsonNode untyped(JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      return untypedObject(NODES.objectNode());
    }
    if (token == JsonToken.START_ARRAY) {
      return untypedArray();
    }
    return ScalarReader.any(token, parser);
  }

  private ObjectNode untypedObject(ObjectNode into) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      if (into.has(key)) {
        note("duplicate field", key);
      }
      path.enterKey(key);
      into.set(key, untyped(token));
      path.leaveElement();
    }
    return into;
  }

  private ArrayNode untypedArray() {
    ArrayNode result = NODES.arrayNode();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      path.enterIndex(result.size());
      result.add(untyped(token));
      path.leaveElement();
    }
    return result;
  }

  private void note(String problem, String name) {
    String text = problem + " \"" + path.strict(name) + "\"";
    if (problems.size() < MOST_PROBLEMS && !problems.contains(text)) {
      problems.add(text);
    }
  }
}
