// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.codec.Yaml;
import dev.coracle.apiserver.codec.YamlProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a YAML text, those of lists one by one. */
final class YamlDocuments {

  /** What every object has once, and two that are not parted have twice. */
  private static final Set<String> ONCE_AN_OBJECT = Set.of("apiVersion", "kind", "metadata");

  private YamlDocuments() {}

  static List<Manifest> parse(String yaml) {
    List<Manifest> manifests = new ArrayList<>();
    read(yaml).forEach(document -> add(document.root(), document.line(), manifests));
    return manifests;
  }

  private static List<Yaml.Located> read(String yaml) {
    try {
      return Yaml.located(yaml);
    } catch (YamlProblem e) {
      throw new IllegalArgumentException(message(e, yaml), e);
    }
  }

  /** What is wrong where, with the line itself and what it usually comes from. */
  private static String message(YamlProblem problem, String yaml) {
    String line = yaml.lines().skip(problem.line() - 1L).findFirst().orElse("");
    String shown = line.isBlank() ? "" : "\n  " + line.stripTrailing().replace("\t", "\\t");
    return "line %d, column %d: %s%s"
        .formatted(problem.line(), problem.column(), explained(problem, line), shown);
  }

  private static String explained(YamlProblem problem, String line) {
    String text = problem.problem();
    if (text.contains("(TAB)")) {
      return "a tab (expected: blanks, for YAML knows no tabs outside of texts)";
    }
    if (text.contains("cannot start any token")) {
      return text.replaceFirst("\\. \\(.*", "") + " (a text that begins with it needs quotes)";
    }
    if (text.endsWith("already set in map")) {
      boolean object = problem.column() == 1 && ONCE_AN_OBJECT.stream().anyMatch(line::startsWith);
      return text + (object ? " (two objects in one document? put --- between them)" : "");
    }
    if (line.contains("${")) {
      return text + " (a variable? nothing replaces it here)";
    }
    if (line.contains("{{")) {
      return text + " (a template of Helm? apply what helm template makes of it)";
    }
    boolean indentation = text.contains("mapping values") || text.contains("<block end>");
    return text + (indentation ? " (is it indented as the lines around it are?)" : "");
  }

  private static void add(JsonNode document, int line, List<Manifest> manifests) {
    if (!(document instanceof ObjectNode object)) {
      throw new IllegalArgumentException(
          "line %d: a %s (expected: an object with apiVersion and kind)"
              .formatted(line, sort(document)));
    }
    if (object.path("kind").asString("").equals("List")) {
      object.path("items").forEach(item -> add(item, line, manifests));
    } else {
      manifests.add(new Manifest(KubeObject.of(object), line));
    }
  }

  private static String sort(JsonNode document) {
    if (document.isArray()) {
      return "list";
    }
    return document.isString() ? "text, \"" + document.asString() + "\"" : "value, " + document;
  }
}
