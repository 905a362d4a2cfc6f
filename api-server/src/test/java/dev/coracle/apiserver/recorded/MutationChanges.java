// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The changes of a mutation: values put at paths such as {@code spec.ports[0].port}, or removed.
 */
final class MutationChanges {

  private static final Pattern KEYED =
      Pattern.compile(
          "(.*\\b(?:labels|annotations|matchLabels|nodeSelector|data|limits|requests))\\.(.*)");
  private static final Pattern STEP = Pattern.compile("\\[(\\d+)]|([^.\\[\\]]+)");

  private MutationChanges() {}

  static ObjectNode applied(JsonNode changes, ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    changes.forEach(change -> apply(change, copy, false));
    return copy;
  }

  /** Whether the elements of lists that change are there. */
  static boolean arePossible(JsonNode changes, ObjectNode object) {
    try {
      return !applied(changes, object).isEmpty();
    } catch (ClassCastException e) {
      return false;
    }
  }

  /** A merge patch of nothing but the changes. */
  static ObjectNode patch(JsonNode changes) {
    ObjectNode patch = Json.object();
    changes.forEach(change -> apply(change, patch, true));
    return patch;
  }

  private static void apply(JsonNode change, ObjectNode object, boolean asPatch) {
    JsonNode holder = object;
    String path = change.path("path").asString();
    Matcher keyed = KEYED.matcher(path);
    String last;
    if (keyed.matches()) {
      holder = descend(object, keyed.group(1));
      last = keyed.group(2);
    } else {
      int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
      holder = end < 0 ? object : descend(object, path.substring(0, end));
      last = path.substring(path.charAt(Math.max(end, 0)) == '.' ? end + 1 : Math.max(end, 0));
    }
    put(holder, last, change, asPatch);
  }

  private static JsonNode descend(JsonNode from, String path) {
    JsonNode at = from;
    Matcher steps = STEP.matcher(path);
    while (steps.find()) {
      String index = steps.group(1);
      at =
          index != null
              ? at.path(Integer.parseInt(index))
              : at.has(steps.group(2)) && at.path(steps.group(2)).isContainer()
                  ? at.path(steps.group(2))
                  : ((ObjectNode) at).putObject(steps.group(2));
    }
    return at;
  }

  private static void put(JsonNode holder, String last, JsonNode change, boolean asPatch) {
    if (last.startsWith("[")) {
      int index = Integer.parseInt(last.substring(1, last.length() - 1));
      ArrayNode list = (ArrayNode) holder;
      if (change.has("remove")) {
        list.remove(index);
      } else {
        list.set(index, value(change.path("value")));
      }
    } else if (!change.has("remove")) {
      ((ObjectNode) holder).set(last, value(change.path("value")));
    } else if (asPatch) {
      ((ObjectNode) holder).putNull(last);
    } else {
      ((ObjectNode) holder).remove(last);
    }
  }

  /** A value, in which a long text is told by what it repeats. */
  private static JsonNode value(JsonNode recorded) {
    if (recorded.has("repeat") && recorded.has("times")) {
      return StringNode.valueOf(
          recorded.path("repeat").asString().repeat(recorded.path("times").asInt()));
    }
    if (recorded instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object.forEachEntry((name, member) -> copy.set(name, value(member)));
      return copy;
    }
    if (recorded instanceof ArrayNode list) {
      ArrayNode copy = Json.array();
      list.forEach(element -> copy.add(value(element)));
      return copy;
    }
    return recorded;
  }
}
