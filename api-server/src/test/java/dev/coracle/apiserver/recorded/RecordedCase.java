// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A few requests that belong together, and what the real server answered to each.
 *
 * @param script the case as it was written: {@code name}, {@code steps}, and perhaps {@code
 *     managed}, {@code ignore} and {@code unordered}
 * @param wanted an answer for each step
 */
record RecordedCase(JsonNode script, List<JsonNode> wanted) {

  String name() {
    return script.path("name").asString();
  }

  List<JsonNode> steps() {
    return script.path("steps").valueStream().toList();
  }

  /** Whether the case is about {@code metadata.managedFields}, which count nowhere else. */
  boolean aboutManagedFields() {
    return script.path("managed").asBoolean(false);
  }

  /** The paths of the answer to a step that do not count. */
  Stream<String> ignored(JsonNode step) {
    return paths("ignore", step);
  }

  /** The paths of lists in the answer to a step whose order does not count. */
  Stream<String> unordered(JsonNode step) {
    return paths("unordered", step);
  }

  private Stream<String> paths(String member, JsonNode step) {
    return Stream.of(script, step)
        .flatMap(holder -> holder.path(member).valueStream())
        .map(JsonNode::asString);
  }

  /** A step in one line, as people write requests. */
  static String describe(JsonNode step) {
    return Json.textAt(step, "do") + " " + Json.textAt(step, "method") + " " + step.path("path");
  }

  @Override
  public String toString() {
    return name();
  }
}
