// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.FieldType;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.MessageType;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Objects as the API's own types write them.
 *
 * <p>The real server keeps structs of Go, so whatever it answers shows what their encoder makes of
 * the empty: a struct held by value is <code>{}</code> although its tag says {@code omitempty}, a
 * list without that tag is {@code null}. Clients written in Go send the same. An object that came
 * as YAML, without any of it, must be equal to those: templates are told apart by their content.
 *
 * @see <a href="https://pkg.go.dev/encoding/json#Marshal">encoding/json</a>
 */
public final class WireForm {
  private static final JsonNodeFactory NODES = Json.NODES;

  private WireForm() {}

  /** Adds what is always written and takes away what never is, in place and all the way down. */
  public static void apply(Kind kind, ObjectNode object) {
    if (kind.schema() instanceof BuiltInSchema schema) {
      struct(schema.root(), object);
    }
  }

  /** Whether the encoder leaves the value out where it may. */
  static boolean isEmpty(FieldType type, JsonNode value) {
    if (type instanceof FieldType.Reference) {
      return false;
    }
    if (type == FieldType.Scalar.RAW
        || type == FieldType.Scalar.QUANTITY
        || type == FieldType.Scalar.INT_OR_STRING) {
      return false;
    }
    return value.isContainer()
        ? value.isEmpty()
        : value.equals(ScalarReader.zero((FieldType.Scalar) type))
            || (value instanceof StringNode text && text.stringValue().isEmpty());
  }

  private static ObjectNode struct(MessageType type, ObjectNode object) {
    for (Field field : type.fields()) {
      field(field, object);
    }
    return object;
  }

  private static void field(Field field, ObjectNode object) {
    Optional<JsonNode> value =
        Optional.ofNullable(object.get(field.name())).filter(node -> !node.isNull());
    if (value.isPresent()) {
      present(field, value.get(), object);
    } else if (field.alwaysWritten()) {
      object.set(field.name(), field.keepsZero() ? NODES.nullNode() : empty(field.type()));
    } else {
      object.remove(field.name());
    }
  }

  private static void present(Field field, JsonNode value, ObjectNode object) {
    if (field.omitsEmpty() && isEmpty(field.type(), value)) {
      object.remove(field.name());
    } else if (isLostInStorage(field, value)) {
      object.putNull(field.name());
    } else {
      descend(field.type(), value);
    }
  }

  /**
   * Protobuf, in which the real server stores objects, knows no list that is there and empty; and
   * what is answered has been through it, even in a dry run.
   */
  private static boolean isLostInStorage(Field field, JsonNode value) {
    return field.alwaysWritten()
        && value.isContainer()
        && value.isEmpty()
        && !(field.type() instanceof FieldType.Reference)
        && field.type() != FieldType.Scalar.RAW;
  }

  private static void descend(FieldType type, JsonNode value) {
    if (type instanceof FieldType.Reference reference && value instanceof ObjectNode object) {
      struct(reference.type(), object);
    } else if (type instanceof FieldType.ListOf list
        && list.element() instanceof FieldType.Reference) {
      value.forEach(element -> descend(list.element(), element));
    } else if (type instanceof FieldType.MapOf map && map.value() instanceof FieldType.Reference) {
      value.forEach(element -> descend(map.value(), element));
    }
  }

  private static JsonNode empty(FieldType type) {
    if (type instanceof FieldType.Reference reference) {
      return struct(reference.type(), NODES.objectNode());
    }
    return type instanceof FieldType.Scalar scalar ? zero(scalar) : NODES.nullNode();
  }

  private static JsonNode zero(FieldType.Scalar scalar) {
    boolean time = scalar == FieldType.Scalar.TIME || scalar == FieldType.Scalar.MICRO_TIME;
    return time ? NODES.nullNode() : ScalarReader.zero(scalar);
  }
}
