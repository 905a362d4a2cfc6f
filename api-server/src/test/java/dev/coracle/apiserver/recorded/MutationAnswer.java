// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static java.util.stream.Collectors.joining;

import dev.coracle.api.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What was answered to a mutation, in the form of the recording, and how two answers compare. */
final class MutationAnswer {

  private static final Set<String> NOT_RECORDED = Set.of("uid", "resourceVersion", "managedFields");
  private static final List<String> OF_DETAILS = List.of("name", "group", "kind");
  private static final Pattern VARIABLE =
      Pattern.compile("<(time|ip|port|uid|rv|age|token|pointer)>");
  // Names that were generated are of the same length, and never the same.
  private static final Pattern GENERATED = Pattern.compile("\\b(gen-|Bad!)[a-z0-9]{5}\\b");
  // A document that a patch has made, in no order that anybody should rely on.
  private static final Pattern QUOTED = Pattern.compile("(?s)\"\\{\\\\\".*\\}\"");
  // Behind this the real server shows its own structs, line by line.
  private static final Pattern OWN_STRUCTS =
      Pattern.compile("(?s)(set to 1 if it was previously negative\\)\\n).*");

  private MutationAnswer() {}

  /** Our answer as the recording would have it. */
  static ObjectNode of(Reply reply, JsonNode warnings, ObjectNode compared) {
    ObjectNode answer = Json.object().put("status", reply.status());
    if (!warnings.isEmpty()) {
      answer.set("warnings", warnings);
    }
    JsonNode body = reply.json();
    if (reply.status() < 300) {
      JsonNode shown =
          body.path("kind").asString("").equals("Pod")
              ? ServiceAccountFree.pod((ObjectNode) body)
              : body;
      answer.set("changed", changed(compared, shown));
      return answer;
    }
    answer.put("reason", body.path("reason").asString(""));
    answer.put("message", body.path("message").asString(""));
    answer.set("causes", body.path("details").path("causes"));
    ObjectNode details = answer.putObject("details");
    OF_DETAILS.stream()
        .filter(body.path("details")::has)
        .forEach(name -> details.set(name, body.path("details").path(name)));
    return answer;
  }

  /** What one document has that the other has not; empty where nothing differs. */
  static JsonNode changed(JsonNode from, JsonNode to) {
    if (from instanceof ObjectNode && to instanceof ObjectNode) {
      ObjectNode difference = Json.object();
      Set<String> names = new TreeSet<>(from.propertyNames());
      names.addAll(to.propertyNames());
      names.forEach(name -> member(difference, name, from.path(name), to.path(name)));
      return difference;
    }
    if (isOfObjects(from) && isOfObjects(to) && from.size() == to.size()) {
      ObjectNode difference = Json.object();
      for (int i = 0; i < from.size(); i++) {
        member(difference, "[" + i + "]", from.path(i), to.path(i));
      }
      return difference;
    }
    return to.isMissingNode() ? Json.parse("\"<removed>\"") : to;
  }

  private static boolean isOfObjects(JsonNode list) {
    return list.isArray() && list.valueStream().allMatch(JsonNode::isObject);
  }

  private static void member(ObjectNode difference, String name, JsonNode from, JsonNode to) {
    boolean same = from.equals(to) || from.isNumber() && to.isNumber() && sameNumber(from, to);
    if (!same && !NOT_RECORDED.contains(name)) {
      JsonNode changed = from.isMissingNode() ? to : changed(from, to);
      boolean noDifference = from.isContainer() && to.isContainer() && changed.isEmpty();
      if (!noDifference || from.isArray() != to.isArray() || from.size() != to.size()) {
        difference.set(name, changed);
      }
    }
  }

  private static boolean sameNumber(JsonNode one, JsonNode other) {
    return one.decimalValue().compareTo(other.decimalValue()) == 0;
  }

  /** The places where an answer is not the recorded one, as people read them. */
  static List<String> differences(JsonNode recorded, JsonNode changedOfBase, ObjectNode answer) {
    java.util.ArrayList<String> found = new java.util.ArrayList<>();
    for (String part :
        List.of("status", "reason", "message", "causes", "details", "warnings", "changed")) {
      JsonNode wanted = recorded.path(part);
      if (part.equals("changed") && wanted.isString()) {
        wanted = changedOfBase;
      }
      if (!matches(pruned(wanted), pruned(answer.path(part)))) {
        found.add(
            "    %s\n      want %s\n      got  %s".formatted(part, wanted, answer.path(part)));
      }
    }
    return found;
  }

  /** Without what is empty, which says nothing in a difference. */
  private static JsonNode pruned(JsonNode node) {
    if (node.isMissingNode() || node.isObject() && node.isEmpty()) {
      return MissingNode.getInstance();
    }
    if (node.isObject()
        && node.size() == 1
        && node.path("metadata").isObject()
        && node.path("metadata").isEmpty()) {
      return MissingNode.getInstance();
    }
    if (node.isObject() && node.path("metadata").isObject() && node.path("metadata").isEmpty()) {
      ObjectNode copy = ((ObjectNode) node).deepCopy();
      copy.remove("metadata");
      return copy;
    }
    return node.isArray() && node.isEmpty() ? MissingNode.getInstance() : node;
  }

  private static boolean matches(JsonNode wanted, JsonNode got) {
    if (wanted.isString()) {
      return matches(wanted.asString(), got.isContainer() ? got.toString() : got.asString(""));
    }
    if (wanted instanceof ObjectNode object && got.isObject()) {
      Set<String> names = new TreeSet<>(object.propertyNames());
      names.addAll(got.propertyNames());
      names.removeAll(NOT_RECORDED);
      return names.stream().allMatch(name -> matches(wanted.path(name), got.path(name)));
    }
    if (wanted instanceof ArrayNode list && got.isArray()) {
      return list.size() == got.size()
          && java.util.stream.IntStream.range(0, list.size())
              .allMatch(i -> matches(list.path(i), got.path(i)));
    }
    return wanted.equals(got) || wanted.isNumber() && got.isNumber() && sameNumber(wanted, got);
  }

  private static String normal(String text) {
    String quoted = QUOTED.matcher(text).replaceAll("\"<object>\"");
    String named = GENERATED.matcher(quoted).replaceAll("$1?????");
    return OWN_STRUCTS.matcher(named).replaceAll("$1");
  }

  private static boolean matches(String wanted, String got) {
    String normal = normal(wanted);
    // Dry runs of the recording server named keys without the place of the registry in etcd.
    String ours = normal(got.replace("Key: /registry/", "Key: /"));
    if (normal.equals(ours)) {
      return true;
    }
    Matcher variable = VARIABLE.matcher(normal);
    return variable.find()
        && ours.matches(
            "(?s)"
                + VARIABLE
                    .splitAsStream(normal + "\0")
                    .map(text -> Pattern.quote(text.replace("\0", "")))
                    .collect(joining("[^\" ]*")));
  }
}
