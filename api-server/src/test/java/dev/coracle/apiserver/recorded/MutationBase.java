// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that mutations change a little.
 *
 * @param body as it was posted
 * @param changed what the answer to a dry run of that added
 */
record MutationBase(
    String name, String path, ObjectNode body, JsonNode changed, List<Mutation> mutations) {

  static Stream<MutationBase> all() {
    Map<String, List<Mutation>> mutations =
        Mutation.named(Recording.lines("mutations.jsonl.gz").toList()).stream()
            .collect(Collectors.groupingBy(Mutation::base));
    return Recording.lines("mutation-bases.jsonl.gz").map(row -> parse(row, mutations::get));
  }

  private static MutationBase parse(ObjectNode row, Function<String, List<Mutation>> mutations) {
    String name = Json.textAt(row, "base");
    return new MutationBase(
        name,
        Json.textAt(row, "request").substring("POST ".length()),
        Json.objectAt(row, "body"),
        row.path("changed"),
        mutations.apply(name));
  }

  String objectName() {
    return Json.textAt(body, "metadata", "name");
  }

  /** Mutations of requests that make the object, or of those to the one that was made. */
  Stream<Mutation> mutations(boolean creating) {
    return mutations.stream().filter(mutation -> mutation.isCreation() == creating);
  }

  @Override
  public String toString() {
    return name;
  }
}
