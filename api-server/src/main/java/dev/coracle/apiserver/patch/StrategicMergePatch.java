// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Field;
import dev.coracle.apiserver.schema.FieldType;
import dev.coracle.apiserver.schema.MessageType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch: a merge patch that knows from the schema which lists merge, and by which
 * key.
 *
 * <p>Directives: {@code $patch: replace|delete} in a map or a list element, {@code $retainKeys},
 * {@code $deleteFromPrimitiveList/FIELD} and {@code $setElementOrder/FIELD}.
 */
public final class StrategicMergePatch {
  static final String PATCH = "$patch";
  static final String REPLACE = "replace";
  static final String DELETE = "delete";

  static final String MERGE = "merge";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
  private static final String ELEMENT_ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  /**
   * The patched copy of the target.
   *
   * @throws PatchException if the patch is not an object or its directives make no sense
   */
  public static ObjectNode apply(ObjectNode target, JsonNode patch, MessageType type) {
    if (!(patch instanceof ObjectNode changes)) {
      throw PatchException.badRequest(
          "json: cannot unmarshal array into Go value of type map[string]interface {}");
    }
    return merge(target.deepCopy(), changes.deepCopy(), Optional.of(type));
  }

  /** Merges into the target; both are private copies. */
  static ObjectNode merge(ObjectNode target, ObjectNode patch, Optional<MessageType> type) {
    if (patch.has(PATCH)) {
      return replaceOrDelete(patch);
    }
    retainKeys(target, patch);
    setElementOrders(target, patch, type);
    for (Map.Entry<String, JsonNode> change : List.copyOf(patch.properties())) {
      boolean deletes = change.getKey().startsWith(DELETE_PRIMITIVES);
      String name = deletes ? after(change.getKey()) : change.getKey();
      mergeField(target, name, change.getValue(), deletes, type);
    }
    return target;
  }

  private static ObjectNode replaceOrDelete(ObjectNode patch) {
    String directive = patch.path(PATCH).asString("");
    if (directive.equals(REPLACE)) {
      patch.remove(PATCH);
      return patch;
    }
    if (directive.equals(DELETE)) {
      return Json.object();
    }
    throw unknownDirective(patch);
  }

  static PatchException unknownDirective(ObjectNode patch) {
    return PatchException.unexpected(
        "unknown patch type: %s in map: %s"
            .formatted(GoText.of(patch.path(PATCH)), GoText.of(patch)));
  }

  private static void mergeField(
      ObjectNode target,
      String name,
      JsonNode change,
      boolean deletes,
      Optional<MessageType> type) {
    if (change.isNull()) {
      target.remove(name);
      return;
    }
    JsonNode before = target.get(name);
    if (before == null || !sameShape(before, change)) {
      if (!deletes) {
        withoutDirectives(change).ifPresent(value -> target.set(name, value));
      }
      return;
    }
    target.set(name, merged(before, change, deletes, field(type, name)));
  }

  private static JsonNode merged(
      JsonNode before, JsonNode change, boolean deletes, Optional<Field> field) {
    Set<String> strategies = new HashSet<>(field.map(Field::patchStrategies).orElse(List.of()));
    if (before instanceof ObjectNode object) {
      return strategies.contains(REPLACE)
          ? change
          : merge(object, (ObjectNode) change, elementType(field));
    }
    if (before instanceof ArrayNode list) {
      return strategies.contains(MERGE)
          ? listMerge(field).merge(list, (ArrayNode) change, deletes)
          : change;
    }
    return change;
  }

  private static boolean sameShape(JsonNode left, JsonNode right) {
    return left.isObject() == right.isObject() && left.isArray() == right.isArray();
  }

  private static Optional<Field> field(Optional<MessageType> type, String name) {
    return type.flatMap(message -> message.field(name));
  }

  static Optional<MessageType> elementType(Optional<Field> field) {
    FieldType type = field.map(Field::type).orElse(FieldType.Scalar.RAW);
    FieldType element = type instanceof FieldType.ListOf list ? list.element() : type;
    return element instanceof FieldType.Reference reference
        ? Optional.of(reference.type())
        : Optional.empty();
  }

  static ListMerge listMerge(Optional<Field> field) {
    return new ListMerge(field.map(Field::mergeKey).orElse(""), elementType(field));
  }

  private static void retainKeys(ObjectNode target, ObjectNode patch) {
    JsonNode kept = patch.remove(RETAIN_KEYS);
    if (kept == null) {
      return;
    }
    if (!kept.isArray()) {
      throw PatchException.badRequest("invalid patch format of retainKeys");
    }
    Set<String> names = new HashSet<>();
    kept.forEach(name -> names.add(name.asString("")));
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String key = change.getKey();
      boolean directive = key.startsWith(DELETE_PRIMITIVES) || key.startsWith(ELEMENT_ORDER);
      if (!change.getValue().isNull() && !directive && !names.contains(key)) {
        throw PatchException.unexpected("patch content doesn't match retainKeys list");
      }
    }
    target.retain(names);
  }

  private static void setElementOrders(
      ObjectNode target, ObjectNode patch, Optional<MessageType> type) {
    for (String key : List.copyOf(patch.propertyNames())) {
      if (key.startsWith(ELEMENT_ORDER)) {
        JsonNode order = patch.remove(key);
        if (!order.isArray()) {
          // https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/util/mergepatch/errors.go
          // (ErrBadArgType)
          throw PatchException.unexpected(
              "expected a []interface {}, but received a " + GoText.typeOf(order));
        }
        setElementOrder(target, patch, after(key), (ArrayNode) order, type);
      }
    }
  }

  private static void setElementOrder(
      ObjectNode target,
      ObjectNode patch,
      String name,
      ArrayNode order,
      Optional<MessageType> type) {
    JsonNode before = target.get(name);
    JsonNode change = patch.get(name);
    boolean changes = change instanceof ArrayNode;
    if ((before != null && !before.isArray()) || (change != null && !changes)) {
      return;
    }
    ListMerge lists = listMerge(field(type, name));
    if (changes) {
      lists.requireOrdered((ArrayNode) change, order);
    }
    ArrayNode server = before == null ? Json.array() : (ArrayNode) before;
    if (before == null && !changes) {
      return;
    }
    ArrayNode merged = server.deepCopy();
    if (changes) {
      patch.remove(name);
      merged =
          (ArrayNode)
              (before == null
                  ? withoutDirectives(change).orElseThrow()
                  : merged(server.deepCopy(), change, false, field(type, name)));
    }
    target.set(name, lists.inOrder(merged, order, server));
  }

  private static String after(String directive) {
    return directive.substring(directive.indexOf('/') + 1);
  }

  /** A value that is new to the target: nulls and directives have nothing to act on. */
  static Optional<JsonNode> withoutDirectives(JsonNode value) {
    if (value instanceof ArrayNode list) {
      ArrayNode kept = Json.array();
      list.forEach(element -> withoutDirectives(element).ifPresent(kept::add));
      return Optional.of(kept);
    }
    if (!(value instanceof ObjectNode object)) {
      return Optional.of(value);
    }
    if (object.has(PATCH)) {
      return Optional.empty();
    }
    ObjectNode kept = Json.object();
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
    entries.removeIf(entry -> entry.getValue().isNull() || isDirective(entry.getKey()));
    entries.forEach(
        entry ->
            withoutDirectives(entry.getValue())
                .ifPresent(element -> kept.set(entry.getKey(), element)));
    return Optional.of(kept);
  }

  private static boolean isDirective(String key) {
    return key.equals(RETAIN_KEYS)
        || key.startsWith(DELETE_PRIMITIVES)
        || key.startsWith(ELEMENT_ORDER);
  }
}
