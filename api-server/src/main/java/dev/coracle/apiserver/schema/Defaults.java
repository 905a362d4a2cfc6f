// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The constants that decoding sets where a field is absent.
 *
 * <p>Defaults that depend on other values, beyond a sibling's constant, belong to the kind's
 * strategy and are not here.
 */
final class Defaults {

  private Defaults() {}

  /** Sets the absent fields of the object, in place, and below every part of it that exists. */
  static void apply(MessageType type, ObjectNode object) {
    type.nestedDefaults().forEach((path, constant) -> applyBelow(object, path, constant));
    setAbsent(type, object, false);
    setAbsent(type, object, true);
    for (Field field : type.fields()) {
      JsonNode value = object.get(field.name());
      if (value != null) {
        descend(field.type(), value);
      }
    }
  }

  private static void setAbsent(MessageType type, ObjectNode object, boolean conditional) {
    for (Field field : type.fields()) {
      if (field.constant().isEmpty() || object.hasNonNull(field.name())) {
        continue;
      }
      FieldDefault constant = field.constant().get();
      if (constant.conditional() == conditional && constant.appliesTo(object)) {
        object.set(field.name(), constant.value().deepCopy());
      }
    }
  }

  private static void applyBelow(ObjectNode object, String path, FieldDefault constant) {
    int dot = path.indexOf('.');
    if (dot >= 0) {
      if (object.get(path.substring(0, dot)) instanceof ObjectNode child) {
        applyBelow(child, path.substring(dot + 1), constant);
      }
    } else if (!object.hasNonNull(path)) {
      object.set(path, constant.value().deepCopy());
    }
  }

  private static void descend(FieldType type, JsonNode value) {
    if (type instanceof FieldType.Reference reference && value instanceof ObjectNode object) {
      apply(reference.type(), object);
    } else if (type instanceof FieldType.ListOf list
        && list.element() instanceof FieldType.Reference) {
      value.forEach(element -> descend(list.element(), element));
    } else if (type instanceof FieldType.MapOf map && map.value() instanceof FieldType.Reference) {
      value.forEach(element -> descend(map.value(), element));
    }
  }
}
