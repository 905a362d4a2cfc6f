// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.FieldType;
import dev.coracle.apiserver.schema.MessageType;
import dev.coracle.apiserver.schema.Schema;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A refused struct as the real API server quotes it: the types that it validates have no tags for
 * JSON, so every field is there, under the name it has in Go. What all API groups share, such as a
 * label selector, does have tags.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/util/validation/field/errors.go">
 *     Error.ErrorBody</a>
 */
final class GoForm {

  private static final JsonNodeFactory NODES = Json.NODES;
  private static final String SHARED = "meta.v1.";
  private static final Pattern STEP = Pattern.compile("\\[[^]]*]|[^.\\[\\]]+");
  private static final Pattern INITIALS =
      Pattern.compile(
          "^(api|cidr|csi|dns|fs|grpc|http|ip|nfs|se|tcp|tls|ttl|uid|url)(?=[A-Z]|s?$)");

  // Numbers in protobuf follow the order in which the fields were written down; the version of a
  // reference is the exception.
  private static final Comparator<Field> DECLARED =
      Comparator.comparing((Field field) -> !field.name().equals("apiVersion"))
          .thenComparing(field -> field.numbers().stream().findFirst().orElse(Integer.MAX_VALUE));

  private GoForm() {}

  /** Where a path leads: a type, and the field of it unless it is an element. */
  private record Place(FieldType type, Optional<Field> field) {

    Optional<Place> next(String step) {
      if (type instanceof FieldType.Reference reference) {
        return reference.type().field(step).map(f -> new Place(f.type(), Optional.of(f)));
      }
      if (type instanceof FieldType.ListOf list) {
        return Optional.of(new Place(list.element(), Optional.empty()));
      }
      return type instanceof FieldType.MapOf map
          ? Optional.of(new Place(map.value(), Optional.empty()))
          : Optional.empty();
    }
  }

  /** The value at a path of a kind's objects, as Go has it. */
  static JsonNode of(Schema schema, String path, JsonNode value) {
    if (Values.isSet(value) && !value.isContainer()) {
      return value;
    }
    Optional<Place> place = place(schema, path);
    return value.isContainer()
        ? place.map(found -> of(found.type(), value)).orElse(value)
        : place
            .filter(found -> found.type() instanceof FieldType.Scalar)
            .flatMap(Place::field)
            .map(GoForm::absent)
            .orElse(value);
  }

  private static Optional<Place> place(Schema schema, String path) {
    if (!(schema instanceof BuiltInSchema builtIn)) {
      return Optional.empty();
    }
    Optional<Place> place =
        Optional.of(new Place(new FieldType.Reference(builtIn.root()), Optional.empty()));
    Matcher steps = STEP.matcher(path);
    while (steps.find()) {
      String step = steps.group();
      place = place.flatMap(from -> from.next(step));
    }
    return place;
  }

  private static JsonNode of(FieldType type, JsonNode value) {
    if (type instanceof FieldType.Reference reference && value.isObject()) {
      return struct(reference.type(), value);
    }
    if (type instanceof FieldType.ListOf list && value.isArray()) {
      ArrayNode elements = Json.array();
      value.forEach(element -> elements.add(of(list.element(), element)));
      return elements;
    }
    return value;
  }

  private static JsonNode struct(MessageType type, JsonNode value) {
    ObjectNode struct = Json.object();
    List<Field> fields = type.fields().stream().sorted(DECLARED).toList();
    if (type.name().startsWith(SHARED)) {
      fields.stream()
          .filter(field -> value.has(field.name()))
          .forEach(field -> struct.set(field.name(), of(field.type(), value.path(field.name()))));
    } else {
      fields.forEach(field -> struct.set(name(field.name()), field(field, value)));
    }
    return struct;
  }

  private static JsonNode field(Field field, JsonNode struct) {
    return struct.hasNonNull(field.name())
        ? of(field.type(), struct.path(field.name()))
        : absent(field);
  }

  private static JsonNode absent(Field field) {
    if (field.keepsZero()) {
      return NODES.nullNode();
    }
    if (field.type() instanceof FieldType.Reference reference) {
      return struct(reference.type(), NODES.objectNode());
    }
    if (field.type() instanceof FieldType.Scalar scalar) {
      return switch (scalar) {
        case STRING, QUANTITY -> NODES.stringNode("");
        case BOOL -> NODES.booleanNode(false);
        case INT32, INT64, DOUBLE, INT_OR_STRING -> NODES.numberNode(0);
        case BYTES, TIME, MICRO_TIME, RAW -> NODES.nullNode();
      };
    }
    return NODES.nullNode();
  }

  /** {@code ClusterIP} of {@code clusterIP}, {@code APIVersion} of {@code apiVersion}. */
  private static String name(String member) {
    Matcher initials = INITIALS.matcher(member);
    int upper = initials.find() ? initials.end() : 1;
    return member.substring(0, upper).toUpperCase(Locale.ROOT) + member.substring(upper);
  }
}
