// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Makes the request of a step: its text with the variables of the case filled in. */
final class Requests {

  private final Variables variables;
  private final Tokens tokens;

  Requests(Variables variables, Tokens tokens) {
    this.variables = variables;
    this.tokens = tokens;
  }

  CaseRequest of(JsonNode step) {
    Stream.of("path", "query", "body", "set", "raw").map(step::path).forEach(tokens::note);
    return new CaseRequest(
        step.path("method").asString("GET"), path(step), headers(step), body(step));
  }

  private String path(JsonNode step) {
    StringJoiner query = new StringJoiner("&");
    variables
        .fill(step.path("query"))
        .forEachEntry(
            (name, value) ->
                (value.isArray() ? value.valueStream() : Stream.of(value))
                    .forEach(item -> query.add(encode(name) + "=" + encode(item.asString()))));
    String path = variables.text(step.path("path").asString());
    if (query.length() == 0) {
      return path;
    }
    return path + (path.contains("?") ? "&" : "?") + query;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private Map<String, Optional<String>> headers(JsonNode step) {
    Map<String, Optional<String>> headers = new HashMap<>();
    variables
        .fill(step.path("headers"))
        .forEachEntry((name, value) -> headers.put(name, value.asStringOpt()));
    return headers;
  }

  private Optional<byte[]> body(JsonNode step) {
    return text(step).map(text -> padded(text, step.path("pad")).getBytes(UTF_8));
  }

  private Optional<String> text(JsonNode step) {
    if (step.has("edit")) {
      return Optional.of(edited(step).toString());
    }
    if (step.has("raw")) {
      return Optional.of(variables.text(step.path("raw").asString()));
    }
    return step.has("body")
        ? Optional.of(variables.fill(step.path("body")).toString())
        : Optional.empty();
  }

  private JsonNode edited(JsonNode step) {
    JsonNode document = variables.get(step.path("edit").asString()).deepCopy();
    step.path("remove").forEach(path -> Pointers.remove(document, path.asString()));
    step.path("set")
        .forEachEntry((path, value) -> Pointers.set(document, path, variables.fill(value)));
    return document;
  }

  /** A text with a large value in place of a token. */
  private static String padded(String text, JsonNode pad) {
    return pad.isMissingNode()
        ? text
        : text.replace(Json.textAt(pad, "token"), "x".repeat(pad.path("size").asInt()));
  }
}
