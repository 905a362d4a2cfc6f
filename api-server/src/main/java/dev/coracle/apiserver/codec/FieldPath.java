// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.apiserver.schema.FieldType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonToken;

/** The path so far, as both of the API's error styles write it. */
final class FieldPath {
  private final List<String> strict = new ArrayList<>();
  private final List<String> fields = new ArrayList<>();
  private final List<String> structs = new ArrayList<>();

  void enterField(String struct, String name) {
    strict.add(strict.isEmpty() ? name : "." + name);
    fields.add(name);
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
    return new TypeMismatch(
        "json: cannot unmarshal %s into Go struct field %s.%s of type %s"
            .formatted(found, structs.get(structs.size() - 1), String.join(".", fields), goType));
  }
}
