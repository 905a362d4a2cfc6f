// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.MessageType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the lists of one field merge: elements that are objects match by their merge key, others by
 * their value.
 */
record ListMerge(String mergeKey, Optional<MessageType> elementType) {

  /** Merges the patch into the list, or removes its values from the list. */
  ArrayNode merge(ArrayNode before, ArrayNode patch, boolean deletes) {
    if (before.isEmpty() && patch.isEmpty()) {
      return before;
    }
    boolean objects = (before.isEmpty() ? patch : before).get(0).isObject();
    if (!objects) {
      return primitives(before, patch, deletes);
    }
    if (mergeKey.isEmpty()) {
      throw PatchException.unexpected(
          "cannot merge lists without merge key for "
              + elementType.map(MessageType::simpleName).orElse(""));
    }
    List<JsonNode> kept = elements(before);
    List<JsonNode> changes = new ArrayList<>();
    boolean replaces = applyDirectives(kept, patch, changes);
    if (replaces) {
      return array(changes);
    }
    changes.forEach(change -> mergeElement(kept, change));
    return inOrder(array(kept), array(changes), before);
  }

  /** Merges what a manifest says into the list, given what it said before. */
  ArrayNode merge(JsonNode last, ArrayNode wanted, ArrayNode present) {
    ArrayNode merged = new ThreeWayListMerge(this, last, present).merge(wanted);
    return hasKeys(merged) ? inOrder(merged, wanted, present) : merged;
  }

  /** Without one, an element is wrong, which the rules of its kind say better. */
  private boolean hasKeys(ArrayNode elements) {
    return elements.valueStream().noneMatch(e -> e.isObject() && !e.has(mergeKey));
  }

  private ArrayNode primitives(ArrayNode before, ArrayNode patch, boolean deletes) {
    List<JsonNode> values = elements(before);
    if (deletes) {
      values.removeAll(elements(patch));
      return array(values);
    }
    values.addAll(elements(patch));
    return inOrder(array(new LinkedHashSet<>(values)), patch, before);
  }

  /** Acts on the elements with {@code $patch}, collects the others; true to replace the list. */
  private boolean applyDirectives(List<JsonNode> kept, ArrayNode patch, List<JsonNode> changes) {
    boolean replaces = false;
    for (JsonNode element : patch) {
      if (!(element instanceof ObjectNode object) || !object.has(StrategicMergePatch.PATCH)) {
        changes.add(element);
        continue;
      }
      switch (object.path(StrategicMergePatch.PATCH).asString("")) {
        case StrategicMergePatch.REPLACE -> replaces = true;
        case StrategicMergePatch.DELETE -> {
          JsonNode deleted = key(object);
          kept.removeIf(candidate -> candidate.path(mergeKey).equals(deleted));
        }
        case "merge" ->
            throw PatchException.unexpected("merging lists cannot yet be specified in the patch");
        default -> throw StrategicMergePatch.unknownDirective(object);
      }
    }
    return replaces;
  }

  private void mergeElement(List<JsonNode> kept, JsonNode change) {
    int at = indexOf(kept, change);
    if (at < 0) {
      StrategicMergePatch.withoutDirectives(change).ifPresent(kept::add);
    } else {
      ObjectNode before = (ObjectNode) kept.get(at);
      kept.set(at, StrategicMergePatch.merge(before, (ObjectNode) change, elementType));
    }
  }

  /**
   * The elements that the order names, in that order, woven with those that only the server has,
   * which keep their places relative to each other and to their old neighbours.
   */
  ArrayNode inOrder(ArrayNode merged, ArrayNode order, ArrayNode server) {
    List<JsonNode> wanted = elements(order);
    List<JsonNode> serverOrder = elements(server);
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> serverOnly = new ArrayList<>();
    merged.forEach(element -> (indexOf(wanted, element) >= 0 ? named : serverOnly).add(element));
    named.sort(Comparator.comparingInt(element -> indexOf(wanted, element)));
    serverOnly.sort(Comparator.comparingInt(element -> indexOf(serverOrder, element)));
    ArrayNode result = Json.array();
    int next = 0;
    for (JsonNode element : serverOnly) {
      int place = indexOf(serverOrder, element);
      while (next < named.size() && !after(indexOf(serverOrder, named.get(next)), place)) {
        result.add(named.get(next++));
      }
      result.add(element);
    }
    result.addAll(named.subList(next, named.size()));
    return result;
  }

  /** Whether the server had both, the element of this index behind the place. */
  private static boolean after(int index, int place) {
    return index >= 0 && place >= 0 && index > place;
  }

  /** Requires that the patch's elements appear in the order list, in the same order. */
  void requireOrdered(ArrayNode patch, ArrayNode order) {
    List<JsonNode> wanted = elements(order);
    int last = -1;
    for (JsonNode element : patch) {
      if (element.path(StrategicMergePatch.PATCH).asString("").equals(StrategicMergePatch.DELETE)) {
        continue;
      }
      int at = indexOf(wanted, element);
      if (at <= last) {
        throw PatchException.unexpected(
            "The order in patch list:\n%s\n doesn't match $setElementOrder list:\n%s\n"
                .formatted(GoText.of(patch), GoText.of(order)));
      }
      last = at;
    }
  }

  private int indexOf(List<JsonNode> elements, JsonNode wanted) {
    if (!wanted.isObject()) {
      return elements.indexOf(wanted);
    }
    JsonNode key = key((ObjectNode) wanted);
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i).path(mergeKey).equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private JsonNode key(ObjectNode element) {
    JsonNode key = element.get(mergeKey);
    if (key == null) {
      throw PatchException.unexpected(
          "map: %s does not contain declared merge key: %s"
              .formatted(GoText.of(element), mergeKey));
    }
    return key;
  }

  private static List<JsonNode> elements(ArrayNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  private static ArrayNode array(Iterable<JsonNode> elements) {
    ArrayNode array = Json.array();
    elements.forEach(array::add);
    return array;
  }
}
