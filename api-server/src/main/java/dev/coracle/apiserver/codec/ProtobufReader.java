// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.FieldType;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.MessageType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' protobuf bodies turned into JSON, led by the field numbers of the table: four bytes
 * of magic, then a {@code runtime.Unknown} that names the kind and holds the message.
 */
final class ProtobufReader {
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final JsonNodeFactory NODES = Json.NODES;

  private ProtobufReader() {}

  /** The object, with the names that its envelope says. */
  static ObjectNode read(byte[] body, Kind expected, Kinds kinds) {
    if (body.length < MAGIC.length || !Arrays.equals(body, 0, 4, MAGIC, 0, 4)) {
      throw new UnrecognizedBody(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    try {
      return unknown(new ProtobufWire(body, MAGIC.length, body.length), expected, kinds);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | JacksonException e) {
      throw new UnrecognizedBody("unexpected EOF");
    }
  }

  private static ObjectNode unknown(ProtobufWire wire, Kind expected, Kinds kinds) {
    String apiVersion = "";
    String kind = "";
    ProtobufWire raw = ProtobufWire.EMPTY;
    while (wire.next()) {
      if (wire.field() == 1) {
        ProtobufWire typeMeta = wire.message();
        while (typeMeta.next()) {
          if (typeMeta.field() == 1) {
            apiVersion = typeMeta.string();
          } else if (typeMeta.field() == 2) {
            kind = typeMeta.string();
          } else {
            typeMeta.skip();
          }
        }
      } else if (wire.field() == 2) {
        raw = wire.message();
      } else {
        wire.skip();
      }
    }
    ObjectNode object = NODES.objectNode();
    Optional<Kind> said = kinds.byKind(apiVersion, kind);
    MessageType root = root(said.orElse(expected));
    if (said.isPresent() || kind.isEmpty() || kind.equals(expected.type().kind())) {
      struct(root, List.of(), raw, object);
    }
    putIfSaid(object, "apiVersion", apiVersion);
    putIfSaid(object, "kind", kind);
    return object;
  }

  private static MessageType root(Kind kind) {
    if (kind.schema() instanceof BuiltInSchema schema) {
      return schema.root();
    }
    throw new UnrecognizedBody("protobuf bodies are read for built-in kinds only");
  }

  private static void putIfSaid(ObjectNode object, String name, String value) {
    if (!value.isEmpty()) {
      object.put(name, value);
    }
  }

  private static void struct(
      MessageType type, List<Integer> embeddedIn, ProtobufWire wire, ObjectNode into) {
    while (wire.next()) {
      List<Integer> numbers = below(embeddedIn, wire.field());
      Optional<Field> field = type.field(numbers);
      if (field.isPresent()) {
        field(field.get(), wire, into);
      } else if (wire.isMessage() && type.embeds(numbers)) {
        struct(type, numbers, wire.message(), into);
      } else {
        wire.skip();
      }
    }
  }

  private static List<Integer> below(List<Integer> embeddedIn, int field) {
    if (embeddedIn.isEmpty()) {
      return List.of(field);
    }
    List<Integer> numbers = new ArrayList<>(embeddedIn);
    numbers.add(field);
    return numbers;
  }

  private static void field(Field field, ProtobufWire wire, ObjectNode into) {
    if (field.type() instanceof FieldType.ListOf list) {
      elements(list.element(), wire, into.withArrayProperty(field.name()));
    } else if (field.type() instanceof FieldType.MapOf map) {
      entry(map.value(), wire.message(), into.withObjectProperty(field.name()));
    } else {
      into.set(field.name(), value(field.type(), wire));
    }
  }

  private static void elements(FieldType type, ProtobufWire wire, ArrayNode into) {
    boolean packed = wire.isMessage() && isNumber(type);
    if (!packed) {
      into.add(value(type, wire));
      return;
    }
    ProtobufWire numbers = wire.message();
    while (numbers.hasMore()) {
      into.add(ScalarReader.number(numbers.varint()));
    }
  }

  private static boolean isNumber(FieldType type) {
    return type == FieldType.Scalar.INT32 || type == FieldType.Scalar.INT64;
  }

  private static void entry(FieldType type, ProtobufWire wire, ObjectNode into) {
    String key = "";
    JsonNode value =
        type instanceof FieldType.Scalar scalar ? ScalarReader.zero(scalar) : NODES.objectNode();
    while (wire.next()) {
      if (wire.field() == 1) {
        key = wire.string();
      } else {
        value = value(type, wire);
      }
    }
    into.set(key, value);
  }

  private static JsonNode value(FieldType type, ProtobufWire wire) {
    if (type instanceof FieldType.Scalar scalar) {
      return scalar(scalar, wire);
    }
    if (type instanceof FieldType.ListOf list) {
      // A list inside a map is a message whose first field repeats.
      ArrayNode items = NODES.arrayNode();
      ProtobufWire wrapped = wire.message();
      while (wrapped.next()) {
        items.add(value(list.element(), wrapped));
      }
      return items;
    }
    ObjectNode object = NODES.objectNode();
    struct(((FieldType.Reference) type).type(), List.of(), wire.message(), object);
    return object;
  }

  private static JsonNode scalar(FieldType.Scalar type, ProtobufWire wire) {
    return switch (type) {
      case STRING -> NODES.stringNode(wire.string());
      case BOOL -> NODES.booleanNode(wire.varint() != 0);
      case INT32 -> NODES.numberNode((int) wire.varint());
      case INT64 -> ScalarReader.number(wire.varint());
      case DOUBLE -> NODES.numberNode(wire.fixed64());
      case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(wire.bytes()));
      case QUANTITY -> quantity(wire.message());
      case INT_OR_STRING -> intOrString(wire.message());
      case TIME, MICRO_TIME -> time(type, wire.message());
      case RAW -> raw(wire.message());
    };
  }

  private static JsonNode quantity(ProtobufWire wire) {
    String text = "0";
    while (wire.next()) {
      text = wire.string();
    }
    return NODES.stringNode(text);
  }

  private static JsonNode intOrString(ProtobufWire wire) {
    boolean string = false;
    int number = 0;
    String text = "";
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> string = wire.varint() != 0;
        case 2 -> number = (int) wire.varint();
        default -> text = wire.string();
      }
    }
    return string ? NODES.stringNode(text) : NODES.numberNode(number);
  }

  private static JsonNode time(FieldType.Scalar type, ProtobufWire wire) {
    if (!wire.hasMore()) {
      return NODES.nullNode();
    }
    long seconds = 0;
    long nanos = 0;
    while (wire.next()) {
      if (wire.field() == 1) {
        seconds = wire.varint();
      } else {
        nanos = wire.varint();
      }
    }
    Instant instant = Instant.ofEpochSecond(seconds, type == FieldType.Scalar.TIME ? 0 : nanos);
    return NODES.stringNode(
        type == FieldType.Scalar.TIME ? instant.toString() : ScalarReader.micros(instant));
  }

  private static JsonNode raw(ProtobufWire wire) {
    JsonNode value = NODES.nullNode();
    while (wire.next()) {
      value = Json.parse(wire.bytes());
    }
    return value;
  }
}
