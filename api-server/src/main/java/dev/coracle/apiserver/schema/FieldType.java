// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.function.Function;

/**
 * The type of a field: a scalar, a reference to a message type, a list or a map with string keys.
 */
public sealed interface FieldType {

  /** Values without fields of their own. */
  enum Scalar implements FieldType {
    STRING("string", "string"),
    BOOL("bool", "bool"),
    INT32("int32", "int32"),
    INT64("int64", "int64"),
    DOUBLE("double", "float64"),
    BYTES("bytes", "[]uint8"),
    QUANTITY("quantity", "resource.Quantity"),
    INT_OR_STRING("intOrString", "intstr.IntOrString"),
    TIME("time", "v1.Time"),
    MICRO_TIME("microTime", "v1.MicroTime"),
    RAW("raw", "runtime.RawExtension");

    private final String word;
    private final String goName;

    Scalar(String word, String goName) {
      this.word = word;
      this.goName = goName;
    }

    @Override
    public String goName() {
      return goName;
    }
  }

  /** A message type, such as {@code core.v1.PodSpec}. */
  record Reference(MessageType type) implements FieldType {
    @Override
    public String goName() {
      return type.name().substring(type.name().indexOf('.') + 1);
    }
  }

  /** A list of elements. */
  record ListOf(FieldType element) implements FieldType {
    @Override
    public String goName() {
      return "[]" + element.goName();
    }
  }

  /** A map from strings to values. */
  record MapOf(FieldType value) implements FieldType {
    @Override
    public String goName() {
      return value == Scalar.QUANTITY ? "v1.ResourceList" : "map[string]" + value.goName();
    }
  }

  /** The name of the type in the API's own error texts. */
  String goName();

  /** Parses a type as the table writes it; {@code types} are the message types by their names. */
  static FieldType parse(String text, Function<String, MessageType> types) {
    if (text.startsWith("list<")) {
      return new ListOf(parse(inner(text), types));
    }
    if (text.startsWith("map<")) {
      return new MapOf(parse(inner(text), types));
    }
    for (Scalar scalar : Scalar.values()) {
      if (scalar.word.equals(text)) {
        return scalar;
      }
    }
    return new Reference(types.apply(text));
  }

  private static String inner(String text) {
    return text.substring(text.indexOf('<') + 1, text.length() - 1);
  }
}
