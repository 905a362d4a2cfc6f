// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** An answer as it is recorded and compared: status, headers that matter, body or events. */
final class AnswerRecord {

  private static final Pattern WARNING =
      Pattern.compile("(\\d{3}) (\\S+) \"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern YAML_VERSION = Pattern.compile("(resourceVersion: \")\\d+(\")");

  private final Normalizer normalizer;

  AnswerRecord(Normalizer normalizer) {
    this.normalizer = normalizer;
  }

  ObjectNode of(Reply reply, boolean stream) {
    ObjectNode answer = Json.object();
    if (reply.isMissing()) {
      return answer.put("failure", reply.failure());
    }
    answer.put("status", reply.status());
    String type = type(reply);
    if (!type.isEmpty()) {
      answer.put("type", type);
    }
    addHeaders(answer, reply);
    if (stream && reply.status() == 200) {
      answer.set("events", events(reply.body()));
    } else if (reply.body().length > 0) {
      addBody(answer, reply, type);
    }
    return answer;
  }

  private static String type(Reply reply) {
    return reply.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).replace("; ", ";");
  }

  private void addHeaders(ObjectNode answer, Reply reply) {
    ArrayNode warnings = Json.array();
    warnings(reply).forEach(warning -> warnings.add(normalized(warning)));
    if (!warnings.isEmpty()) {
      answer.set("warnings", warnings);
    }
    for (String name : List.of("Retry-After", "Allow", "Location")) {
      reply
          .header(name)
          .ifPresent(value -> answer.put(name.toLowerCase(Locale.ROOT), normalizer.text(value)));
    }
  }

  private JsonNode normalized(JsonNode warning) {
    if (warning instanceof ObjectNode odd) {
      return odd.put("text", normalizer.text(odd.path("text").asString()));
    }
    return StringNode.valueOf(normalizer.text(warning.asString()));
  }

  /** The warnings of an answer: texts, and more where their code or agent is not the usual. */
  static ArrayNode warnings(Reply reply) {
    ArrayNode warnings = Json.array();
    reply.all("Warning").forEach(line -> addWarnings(warnings, line));
    return warnings;
  }

  private static void addWarnings(ArrayNode warnings, String line) {
    List<MatchResult> found = WARNING.matcher(line).results().toList();
    if (found.isEmpty()) {
      warnings.add(line);
    }
    for (MatchResult warning : found) {
      String text = warning.group(3).replaceAll("\\\\(.)", "$1");
      if (warning.group(1).equals("299") && warning.group(2).equals("-")) {
        warnings.add(text);
      } else {
        warnings
            .addObject()
            .put("code", warning.group(1))
            .put("agent", warning.group(2))
            .put("text", text);
      }
    }
  }

  private void addBody(ObjectNode answer, Reply reply, String type) {
    JsonNode document = reply.json();
    if (document.isContainer()) {
      answer.set("body", normalizer.document(document));
    } else if (type.startsWith("application/vnd.kubernetes.protobuf")) {
      answer.put("text", "<protobuf>");
    } else {
      String text = new String(reply.body(), UTF_8);
      answer.put("text", normalizer.text(YAML_VERSION.matcher(text).replaceAll("$1<rv>$2")));
    }
  }

  private ArrayNode events(byte[] stream) {
    ArrayNode events = Json.array();
    for (String line : new String(stream, UTF_8).split("\n")) {
      JsonNode event = Reply.jsonOf(line.strip().getBytes(UTF_8));
      if (event.isMissingNode()) {
        unreadable(line).forEach(events::add);
      } else if (!isPlainBookmark(event)) {
        events.add(normalizer.document(event));
      }
    }
    return events;
  }

  private static List<ObjectNode> unreadable(String line) {
    return line.isBlank() ? List.of() : List.of(Json.object().put("unreadable", line));
  }

  /** Whether and when a plain bookmark comes is a matter of timers. */
  private static boolean isPlainBookmark(JsonNode event) {
    boolean isBookmark = event.path("type").asString("").equals("BOOKMARK");
    if (!isBookmark || !(event.path("object") instanceof ObjectNode object)) {
      return false;
    }
    object.put(Normalizer.BOOKMARK, true);
    JsonNode metadata = object.path("metadata");
    return metadata.isObject() && metadata.path("annotations").isEmpty();
  }
}
