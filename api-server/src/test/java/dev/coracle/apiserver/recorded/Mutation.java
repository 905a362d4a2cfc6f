// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that differs a little from one that is known to be good, and what was answered.
 *
 * @param name the base, the method and the change: unique, for the list of known differences
 */
record Mutation(String name, String base, ObjectNode row) {

  private static final int WIDTH = 70;

  /** Mutations with names of their own. */
  static List<Mutation> named(List<ObjectNode> rows) {
    Map<String, Integer> seen = new HashMap<>();
    List<Mutation> all = new ArrayList<>();
    for (ObjectNode row : rows) {
      String base = Json.textAt(row, "base");
      String text = base + " " + method(row) + " " + changeText(row);
      int times = seen.merge(text, 1, Integer::sum);
      all.add(new Mutation(times == 1 ? text : text + " #" + times, base, row));
    }
    return all;
  }

  private static String method(JsonNode row) {
    return row.path("request").asString().split(" ")[0];
  }

  private static String changeText(JsonNode row) {
    String text =
        row.path("change").valueStream().map(Mutation::oneChange).collect(Collectors.joining(" "));
    return text.length() > WIDTH ? text.substring(0, WIDTH) + "~" : text;
  }

  private static String oneChange(JsonNode change) {
    String value = change.has("remove") ? " removed" : "=" + Json.text(change.path("value"));
    return change.path("path").asString() + value.replace('|', '!');
  }

  boolean isCreation() {
    return method(row).equals("POST");
  }

  /** Whether the real server answered; a validation of its own that panics ends in silence. */
  boolean isAnswered() {
    return row.path("status").isNumber();
  }

  /**
   * The request.
   *
   * @param stored the object as it is stored; absent where it is created
   */
  CaseRequest request(MutationBase from, Optional<ObjectNode> stored) {
    String method = method(row);
    String path = row.path("request").asString().split(" ")[1];
    return new CaseRequest(
        method,
        path,
        method.equals("PATCH")
            ? Map.of("Content-Type", Optional.of("application/merge-patch+json"))
            : Map.of(),
        Optional.of(Json.bytes(sent(from, stored))));
  }

  /** Whether there is something at every path of the change. */
  boolean canBeMade(MutationBase from, Optional<ObjectNode> stored) {
    return MutationChanges.arePossible(row.path("change"), stored.orElse(from.body()));
  }

  /** The body of the request. */
  ObjectNode sent(MutationBase from, Optional<ObjectNode> stored) {
    return method(row).equals("PATCH")
        ? MutationChanges.patch(row.path("change"))
        : MutationChanges.applied(row.path("change"), stored.orElse(from.body()));
  }

  /** What the answer is compared with: for a patch the object with the change in it. */
  ObjectNode expected(MutationBase from, Optional<ObjectNode> stored) {
    return MutationChanges.applied(row.path("change"), stored.orElse(from.body()));
  }

  @Override
  public String toString() {
    return name;
  }
}
