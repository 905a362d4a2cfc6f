// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Patch, RFC 6902, with the real server's liberties: negative indices count from the end,
 * {@code test} takes an absent field for null, and {@code replace} adds one.
 * https://github.com/evanphx/json-patch/blob/v4.13.0/patch.go
 */
public final class JsonPatch {
  private static final int MOST_OPERATIONS = 10_000;

  private JsonNode document;

  private JsonPatch(JsonNode document) {
    this.document = document;
  }

  /**
   * The patched copy of the target.
   *
   * @throws PatchException if the patch is no list of operations, or one of them fails
   */
  public static ObjectNode apply(ObjectNode target, JsonNode patch) {
    if (!(patch instanceof ArrayNode operations)) {
      throw PatchException.badRequest(
          "error decoding patch: json: cannot unmarshal "
              + (patch.isObject() ? "object" : "string")
              + " into Go value of type []handlers.jsonPatchOp");
    }
    if (operations.size() > MOST_OPERATIONS) {
      throw PatchException.tooLarge(
          "The allowed maximum operations in a JSON patch is %d, got %d"
              .formatted(MOST_OPERATIONS, operations.size()));
    }
    JsonPatch result = new JsonPatch(target.deepCopy());
    operations.forEach(result::perform);
    if (result.document instanceof ObjectNode object) {
      return object;
    }
    throw PatchException.rejected();
  }

  private void perform(JsonNode operation) {
    List<String> path = pointer(operation, "path");
    JsonNode value = operation.path("value");
    switch (operation.path("op").asString("")) {
      case "add" -> add(path, present(value));
      case "remove" -> remove(path);
      case "replace" -> replace(path, present(value));
      case "move" -> {
        List<String> from = pointer(operation, "from");
        JsonNode moved = get(from);
        remove(from);
        add(path, moved);
      }
      case "copy" -> add(path, get(pointer(operation, "from")).deepCopy());
      case "test" -> test(path, present(value));
      default -> throw PatchException.rejected();
    }
  }

  private static JsonNode present(JsonNode value) {
    return value.isMissingNode() ? NullNode.getInstance() : value.deepCopy();
  }

  private static List<String> pointer(JsonNode operation, String name) {
    JsonNode pointer = operation.path(name);
    if (!pointer.isString()) {
      throw PatchException.rejected();
    }
    String text = pointer.stringValue();
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> tokens = new ArrayList<>();
    // The text before the first slash names nothing.
    for (String token : text.substring(text.indexOf('/') + 1).split("/", -1)) {
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return tokens;
  }

  private void add(List<String> path, JsonNode value) {
    if (path.isEmpty()) {
      throw PatchException.rejected();
    }
    JsonNode parent = parent(path);
    if (parent instanceof ObjectNode object) {
      object.set(last(path), value);
    } else if (parent instanceof ArrayNode array) {
      int size = array.size();
      array.insert(last(path).equals("-") ? size : index(last(path), size + 1), value);
    } else {
      throw PatchException.rejected();
    }
  }

  private void remove(List<String> path) {
    JsonNode parent = parent(path);
    if (parent instanceof ObjectNode object && object.has(last(path))) {
      object.remove(last(path));
    } else if (parent instanceof ArrayNode array) {
      array.remove(index(last(path), array.size()));
    } else {
      throw PatchException.rejected();
    }
  }

  private void replace(List<String> path, JsonNode value) {
    if (path.isEmpty()) {
      document = value;
      return;
    }
    JsonNode parent = parent(path);
    if (parent instanceof ObjectNode object) {
      object.set(last(path), value);
    } else if (parent instanceof ArrayNode array) {
      array.set(index(last(path), array.size()), value);
    } else {
      throw PatchException.rejected();
    }
  }

  private void test(List<String> path, JsonNode expected) {
    JsonNode found =
        path.isEmpty() ? document : child(parent(path), last(path)).orElse(NullNode.getInstance());
    if (!found.equals(JsonPatch::compare, expected)) {
      throw PatchException.rejected();
    }
  }

  /** Equal numbers are equal however they are written. */
  private static int compare(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return left.equals(right) ? 0 : 1;
  }

  private JsonNode get(List<String> path) {
    return path.isEmpty()
        ? document
        : child(parent(path), last(path)).orElseThrow(PatchException::rejected);
  }

  private JsonNode parent(List<String> path) {
    if (path.isEmpty()) {
      throw PatchException.rejected();
    }
    JsonNode node = document;
    for (String token : path.subList(0, path.size() - 1)) {
      node = child(node, token).orElseThrow(PatchException::rejected);
    }
    return node;
  }

  private static Optional<JsonNode> child(JsonNode parent, String token) {
    if (parent instanceof ArrayNode array) {
      return Optional.of(array.get(index(token, array.size())));
    }
    return parent.isObject() ? Optional.ofNullable(parent.get(token)) : Optional.empty();
  }

  private static int index(String token, int size) {
    try {
      int index = Integer.parseInt(token);
      int fromStart = index < 0 ? index + size : index;
      if (fromStart >= 0 && fromStart < size) {
        return fromStart;
      }
    } catch (NumberFormatException e) {
      throw PatchException.rejected();
    }
    throw PatchException.rejected();
  }

  private static String last(List<String> path) {
    return path.get(path.size() - 1);
  }
}
