// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import static java.util.stream.Collectors.joining;

import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.FieldType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonToken;

/** The path so far, as both of the API's error styles write it. */
final class FieldPath {
  private final List<String> strict = new ArrayList<>();
  private final List<Field> fields = new ArrayList<>();
  private final List<String> structs = new ArrayList<>();

  void enterField(String struct, Field field) {
    strict.add(strict.isEmpty() ? field.name() : "." + field.name());
    fields.add(field);
    structs.add(struct);
  }

  void leaveField() {
    leaveElement();
    fields.remove(fields.size() - 1);
    structs.remove(structs.size() - 1);
  }

  void enterKey(String key) {
    strict.add(strict.isEmpty() ? key : "." + key);
  }

  void enterIndex(int index) {
    strict.add("[" + index + "]");
  }

  void leaveElement() {
    strict.remove(strict.size() - 1);
  }

  String strict(String name) {
    return strict.isEmpty() ? name : String.join("", strict) + "." + name;
  }

  void require(boolean holds, JsonToken token, FieldType type) {
    if (!holds) {
      throw mismatch(GoJson.describe(token), type.goName());
    }
  }

  TypeMismatch mismatch(String found, String goType) {
    String named = fields.get(fields.size() - 1).goType();
    return new TypeMismatch(
        "json: cannot unmarshal %s into Go struct field %s.%s of type %s"
            .formatted(
                found,
                structs.get(structs.size() - 1),
                fields.stream().map(Field::goPath).collect(joining(".")),
                named.isEmpty() ? goType : goType.replace("string", named)));
  }
}
