// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One place where an answer is not the recorded one; missing nodes are what is absent. */
record Difference(int step, String path, JsonNode wanted, JsonNode got) {

  private static final Pattern YAML_MANAGED =
      Pattern.compile("^  managedFields:\n(?:  - .*\n|    .*\n)*", Pattern.MULTILINE);
  private static final int SHOWN = 12;
  private static final int WIDTH = 300;

  static List<Difference> between(RecordedCase recorded, List<JsonNode> answers) {
    List<Difference> found = new ArrayList<>();
    for (int i = 0; i < recorded.wanted().size(); i++) {
      JsonNode wanted = recorded.wanted().get(i);
      JsonNode got = answers.get(i);
      if (!recorded.aboutManagedFields()) {
        wanted = withoutManagedFields(wanted);
        got = withoutManagedFields(got);
      }
      collect(found, i, "", wanted, got);
    }
    return found;
  }

  private static JsonNode withoutManagedFields(JsonNode node) {
    if (node.isArray()) {
      ArrayNode items = Json.array();
      node.forEach(item -> items.add(withoutManagedFields(item)));
      return items;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode rest = Json.object();
    node.forEachEntry((name, value) -> keepUnlessManaged(rest, name, value));
    return rest;
  }

  private static void keepUnlessManaged(ObjectNode rest, String name, JsonNode value) {
    if (name.equals("text") && value.isString()) {
      rest.put(name, YAML_MANAGED.matcher(value.asString()).replaceAll(""));
    } else if (!name.equals("managedFields")) {
      rest.set(name, withoutManagedFields(value));
    }
  }

  private static void collect(
      List<Difference> found, int step, String path, JsonNode wanted, JsonNode got) {
    if (wanted.isObject() && got.isObject()) {
      Set<String> names = new TreeSet<>(wanted.propertyNames());
      names.addAll(got.propertyNames());
      for (String name : names) {
        String escaped = name.replace("~", "~0").replace("/", "~1");
        collect(found, step, path + "/" + escaped, wanted.path(name), got.path(name));
      }
    } else if (wanted.isArray() && got.isArray()) {
      for (int i = 0; i < Math.max(wanted.size(), got.size()); i++) {
        collect(found, step, path + "/" + i, wanted.path(i), got.path(i));
      }
    } else if (!same(wanted, got)) {
      found.add(new Difference(step, path, wanted, got));
    }
  }

  private static boolean same(JsonNode wanted, JsonNode got) {
    if (wanted.isNumber() && got.isNumber()) {
      return wanted.decimalValue().compareTo(got.decimalValue()) == 0;
    }
    return wanted.equals(got);
  }

  /** The first differences of a case, as people read them. */
  static String describe(RecordedCase recorded, List<Difference> found) {
    String first =
        found.stream()
            .limit(SHOWN)
            .map(difference -> difference.describe(recorded.steps().get(difference.step())))
            .collect(Collectors.joining("\n"));
    return recorded.name() + " differs in " + found.size() + " places:\n" + first;
  }

  private String describe(JsonNode request) {
    return "step %d %s\n    %s\n        want %s\n        got  %s"
        .formatted(step + 1, RecordedCase.describe(request), path, shown(wanted), shown(got));
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "(absent)" : node.toString();
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH) + "...";
  }
}
