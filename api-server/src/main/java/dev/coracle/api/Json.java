// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.TreeTraversingParser;

/** The reading and writing of JSON, and the few operations on trees that everybody needs. */
public final class Json {

  /** Makes the nodes of this house: what is built of them can become a {@link KubeObject}. */
  public static final JsonNodeFactory NODES = DocumentNodes.NODES;

  // Shared for its table of member names.
  private static final JsonFactory TEXTS = new JsonFactory();

  // A number written as an int and read as a long is the same number.
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
          return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
      };

  private Json() {}

  /** A new empty object. */
  public static ObjectNode object() {
    return NODES.objectNode();
  }

  /** A new empty array. */
  public static ArrayNode array() {
    return NODES.arrayNode();
  }

  /**
   * Parses any JSON value.
   *
   * @throws JacksonException when the text is not JSON
   */
  public static JsonNode parse(byte[] json) {
    return JsonReader.read(tokens(json), NODES);
  }

  /** Parses any JSON value. */
  public static JsonNode parse(String json) {
    return JsonReader.read(tokens(json), NODES);
  }

  /** The tokens of a JSON text; nothing is read yet. */
  public static JsonParser tokens(byte[] json) {
    return TEXTS.createParser(ObjectReadContext.empty(), json);
  }

  /** The tokens of a JSON text; nothing is read yet. */
  public static JsonParser tokens(String json) {
    return TEXTS.createParser(ObjectReadContext.empty(), json);
  }

  /** The tokens of a value, as of its text. */
  public static JsonParser tokens(JsonNode value) {
    return new TreeTraversingParser(value);
  }

  /** Parses a JSON object, with a clear error for every other value. */
  public static ObjectNode parseObject(byte[] json) {
    return requireObject(parse(json));
  }

  /** Parses a JSON object, with a clear error for every other value. */
  public static ObjectNode parseObject(String json) {
    return requireObject(parse(json));
  }

  /** The compact UTF-8 text of a value, its object members in their order. */
  public static byte[] bytes(JsonNode value) {
    return written(value, ObjectWriteContext.empty());
  }

  /** The UTF-8 text of a value laid out by a printer. */
  public static byte[] bytes(JsonNode value, DefaultPrettyPrinter printer) {
    return written(
        value,
        new ObjectWriteContext.Base() {
          @Override
          public PrettyPrinter getPrettyPrinter() {
            return printer.createInstance();
          }

          @Override
          public boolean hasPrettyPrinter() {
            return true;
          }
        });
  }

  private static byte[] written(JsonNode value, ObjectWriteContext context) {
    ByteArrayBuilder bytes = new ByteArrayBuilder();
    try (JsonGenerator out = TEXTS.createGenerator(context, bytes)) {
      JsonWriter.write(value, out);
    }
    return bytes.toByteArray();
  }

  /** The compact text of a value, its object members in their order. */
  public static String text(JsonNode value) {
    return new String(bytes(value), UTF_8);
  }

  /** The node at a path of member names; a missing node where any step is absent. */
  public static JsonNode at(JsonNode node, String... path) {
    JsonNode current = node;
    for (String step : path) {
      current = current.path(step);
    }
    return current;
  }

  /** The string at a path; empty where it is absent or no string. */
  public static String textAt(JsonNode node, String... path) {
    return at(node, path).asString("");
  }

  /** The object at a path below {@code node}, made (and replacing null) where it is absent. */
  public static ObjectNode objectAt(ObjectNode node, String... path) {
    ObjectNode current = node;
    for (String step : path) {
      current = current.get(step) instanceof ObjectNode next ? next : current.putObject(step);
    }
    return current;
  }

  /** The array member of {@code node}, made (and replacing null) where it is absent. */
  public static ArrayNode arrayAt(ObjectNode node, String member) {
    return node.get(member) instanceof ArrayNode array ? array : node.putArray(member);
  }

  /** The object member of a tree, if it is there and one. */
  public static Optional<ObjectNode> findObject(JsonNode tree, String member) {
    return tree.path(member) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  /** Makes a member of {@code to} the same as in {@code from}, absent where it is absent. */
  public static void copyMember(ObjectNode from, ObjectNode to, String member) {
    JsonNode value = from.get(member);
    if (value == null) {
      to.remove(member);
    } else {
      to.set(member, value.deepCopy());
    }
  }

  /** Sets a string member that is absent, null or empty. */
  public static void defaultText(ObjectNode object, String member, String value) {
    if (object.path(member).asString("").isEmpty()) {
      object.put(member, value);
    }
  }

  /** Whether two trees say the same, however their numbers were read. */
  public static boolean same(JsonNode a, JsonNode b) {
    return a.equals(BY_VALUE, b);
  }

  private static ObjectNode requireObject(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException(
        "JSON value: " + value.getNodeType() + " (expected: an object, as in {\"kind\": …})");
  }
}
