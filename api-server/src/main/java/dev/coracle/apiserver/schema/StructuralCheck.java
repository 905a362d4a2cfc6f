// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The types of an object's values against a structural schema, in the words of the real validator.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kube-openapi/blob/master/pkg/validation/validate/type.go">validate/type.go</a>
 */
final class StructuralCheck {

  private final List<FieldError> errors = new ArrayList<>();

  private StructuralCheck() {}

  static List<FieldError> of(ObjectNode object, Structural root) {
    StructuralCheck check = new StructuralCheck();
    check.members(object, root, "");
    return List.copyOf(check.errors);
  }

  private void check(JsonNode value, Structural schema, String path) {
    String expected = schema.intOrString() ? "integer,string" : schema.type();
    String found = typeOf(value);
    if (value.isNull() && schema.nullable()) {
      return;
    }
    if (!expected.isEmpty() && !fits(found, expected)) {
      errors.add(wrongType(path, expected, found));
    } else if (value instanceof ObjectNode object) {
      members(object, schema, path);
    } else if (value.isArray()) {
      elements(value, schema, path);
    }
  }

  private static boolean fits(String found, String expected) {
    return List.of(expected.split(",")).contains(found)
        || expected.equals("number") && found.equals("integer");
  }

  /** A number without a fraction is an integer, also as {@code 1.0}. */
  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER ->
          value.isIntegralNumber() || value.doubleValue() == Math.rint(value.doubleValue())
              ? "integer"
              : "number";
      default -> "null";
    };
  }

  private static FieldError wrongType(String path, String expected, String found) {
    return new FieldError(
        path,
        FieldError.Cause.TYPE_INVALID,
        "Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
            .formatted(found, path, expected, found));
  }

  private void members(ObjectNode object, Structural schema, String path) {
    for (String name : schema.required()) {
      if (!object.has(name)) {
        errors.add(FieldError.required(StructuralPruning.below(path, name), ""));
      }
    }
    object
        .properties()
        .forEach(
            member ->
                schema
                    .member(member.getKey())
                    .filter(s -> !path.isEmpty() || !isOfResource(member.getKey()))
                    .ifPresent(
                        s ->
                            check(
                                member.getValue(),
                                s,
                                StructuralPruning.below(path, member.getKey()))));
  }

  private static boolean isOfResource(String name) {
    return StructuralPruning.RESOURCE.contains(name);
  }

  private void elements(JsonNode list, Structural schema, String path) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode element = list.get(i);
      String place = path + "[" + i + "]";
      schema.items().ifPresent(items -> check(element, items, place));
    }
  }
}
