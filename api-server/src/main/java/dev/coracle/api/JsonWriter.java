// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** The writing of a tree as text, its members in their order. */
final class JsonWriter {

  private JsonWriter() {}

  static void write(JsonNode value, JsonGenerator out) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        out.writeStartObject();
        value.forEachEntry(
            (name, member) -> {
              out.writeName(name);
              write(member, out);
            });
        out.writeEndObject();
      }
      case ARRAY -> {
        out.writeStartArray();
        for (int i = 0; i < value.size(); i++) {
          write(value.get(i), out);
        }
        out.writeEndArray();
      }
      case STRING -> out.writeString(value.stringValue());
      case BOOLEAN -> out.writeBoolean(value.booleanValue());
      case NUMBER -> number(value, out);
      case BINARY -> out.writeBinary(value.binaryValue());
      case NULL, MISSING -> out.writeNull();
      default ->
          throw new IllegalArgumentException(
              "JSON value: " + value.getNodeType() + " (expected: a value that JSON has)");
    }
  }

  private static void number(JsonNode value, JsonGenerator out) {
    switch (value.numberType()) {
      case INT -> out.writeNumber(value.intValue());
      case LONG -> out.writeNumber(value.longValue());
      case FLOAT -> out.writeNumber(value.floatValue());
      case DOUBLE -> out.writeNumber(value.doubleValue());
      case BIG_DECIMAL -> out.writeNumber(value.decimalValue());
      default -> out.writeNumber(value.bigIntegerValue());
    }
  }
}
