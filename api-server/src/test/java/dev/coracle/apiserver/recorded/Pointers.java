// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of documents at JSON pointers; what is not there is left alone. */
final class Pointers {

  private Pointers() {}

  private static List<String> keys(String pointer) {
    List<String> keys = new ArrayList<>();
    for (JsonPointer rest = JsonPointer.compile(pointer); !rest.matches(); rest = rest.tail()) {
      keys.add(rest.getMatchingProperty());
    }
    return keys;
  }

  /** Puts a value where a pointer says, with the objects that lead there. */
  static void set(JsonNode document, String pointer, JsonNode value) {
    List<String> keys = keys(pointer);
    String last = keys.remove(keys.size() - 1);
    JsonNode holder = document;
    for (String key : keys) {
      JsonNode next = step(holder, key);
      if (next.isMissingNode() && holder instanceof ObjectNode object) {
        next = object.putObject(key);
      }
      holder = next;
    }
    if (holder instanceof ObjectNode object) {
      object.set(last, value);
    } else if (holder instanceof ArrayNode array) {
      setItem(array, last, value);
    }
  }

  private static void setItem(ArrayNode array, String key, JsonNode value) {
    if (key.equals("-") || Integer.parseInt(key) >= array.size()) {
      array.add(value);
    } else {
      array.set(Integer.parseInt(key), value);
    }
  }

  private static JsonNode step(JsonNode holder, String key) {
    return holder.isArray() && isIndex(key) ? holder.path(Integer.parseInt(key)) : holder.path(key);
  }

  private static boolean isIndex(String key) {
    return key.matches("\\d+");
  }

  static void remove(JsonNode document, String pointer) {
    List<String> keys = keys(pointer);
    String last = keys.remove(keys.size() - 1);
    JsonNode holder = document;
    for (String key : keys) {
      holder = step(holder, key);
    }
    removeChild(holder, last);
  }

  private static void removeChild(JsonNode holder, String key) {
    if (holder instanceof ObjectNode object) {
      object.remove(key);
    } else if (holder instanceof ArrayNode array && isIndex(key)) {
      array.remove(Integer.parseInt(key));
    }
  }

  /** Takes away what a path names; {@code *} stands for every entry of a list or map. */
  static void drop(JsonNode document, String path) {
    List<String> keys = keys(path);
    String last = keys.remove(keys.size() - 1);
    for (JsonNode holder : matches(List.of(document), keys)) {
      for (String name : names(holder, last)) {
        if (holder instanceof ArrayNode array) {
          array.set(Integer.parseInt(name), "<ignored>");
        } else {
          removeChild(holder, name);
        }
      }
    }
  }

  /** Brings the lists that a path names into one order. */
  static void sort(JsonNode document, String path) {
    for (JsonNode found : matches(List.of(document), keys(path))) {
      if (found instanceof ArrayNode array) {
        List<JsonNode> items = new ArrayList<>(array.valueStream().toList());
        items.sort(Comparator.comparing(Pointers::sortedText));
        array.removeAll();
        array.addAll(items);
      }
    }
  }

  private static List<JsonNode> matches(List<JsonNode> documents, List<String> keys) {
    List<JsonNode> found = documents;
    for (String key : keys) {
      found =
          found.stream()
              .flatMap(holder -> names(holder, key).stream().map(name -> step(holder, name)))
              .toList();
    }
    return found;
  }

  private static List<String> names(JsonNode holder, String key) {
    List<String> all = new ArrayList<>();
    if (holder.isObject()) {
      all.addAll(holder.propertyNames());
    } else {
      for (int i = 0; i < holder.size(); i++) {
        all.add(String.valueOf(i));
      }
    }
    return key.equals("*") ? all : all.contains(key) ? List.of(key) : List.of();
  }

  private static String sortedText(JsonNode node) {
    return sorted(node).toString();
  }

  private static JsonNode sorted(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    ObjectNode sorted = Json.object();
    new TreeSet<>(node.propertyNames()).forEach(name -> sorted.set(name, sorted(node.path(name))));
    return sorted;
  }

  /** The value at a pointer, the whole document at an empty one; missing where there is none. */
  static JsonNode get(JsonNode document, String pointer) {
    JsonNode found = document;
    for (String key : pointer.isEmpty() ? List.<String>of() : keys(pointer)) {
      found = step(found, key);
    }
    return found == null ? MissingNode.getInstance() : found;
  }
}
