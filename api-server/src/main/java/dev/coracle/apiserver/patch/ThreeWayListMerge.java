// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The three-way merge of one list whose elements match by a key.
 *
 * <p>Keys may repeat, as the port of a Service does that is served over TCP and UDP. Elements of
 * the same key are matched by their content first, then by their order, so that a manifest that is
 * applied again changes nothing.
 */
final class ThreeWayListMerge {
  private static final ObjectNode NOTHING = Json.object();

  private final ListMerge rules;
  private final List<JsonNode> last;
  private final List<JsonNode> present;
  private final ArrayNode merged = Json.array();

  ThreeWayListMerge(ListMerge rules, JsonNode last, ArrayNode present) {
    this.rules = rules;
    this.last = elements(last);
    this.present = elements(present);
  }

  private static List<JsonNode> elements(JsonNode list) {
    return new ArrayList<>(list.isArray() ? list.valueStream().toList() : List.of());
  }

  /** The elements of the manifest, each with what others wrote into it, then those of others. */
  ArrayNode merge(ArrayNode wanted) {
    List<Optional<JsonNode>> matches = new ArrayList<>();
    wanted.forEach(element -> matches.add(take(present, same -> contains(same, element))));
    for (int i = 0; i < wanted.size(); i++) {
      JsonNode element = wanted.get(i);
      Optional<JsonNode> match =
          matches.get(i).or(() -> take(present, other -> sameKey(other, element)));
      Optional<JsonNode> before =
          take(last, same -> contains(same, element))
              .or(() -> take(last, other -> sameKey(other, element)));
      merged.add(match.map(m -> changed(before, element, m)).orElse(element));
    }
    // What is left in both was applied, and then taken out of the manifest.
    last.forEach(element -> take(present, other -> sameKey(other, element)));
    present.forEach(merged::add);
    return merged;
  }

  private JsonNode changed(Optional<JsonNode> before, JsonNode wanted, JsonNode match) {
    return wanted instanceof ObjectNode object && match instanceof ObjectNode current
        ? ThreeWayMerge.merge(before.orElse(NOTHING), object, current, rules.elementType())
        : wanted;
  }

  /** Takes the first such element out of the list. */
  private static Optional<JsonNode> take(List<JsonNode> elements, Predicate<JsonNode> test) {
    for (int i = 0; i < elements.size(); i++) {
      if (test.test(elements.get(i))) {
        return Optional.of(elements.remove(i));
      }
    }
    return Optional.empty();
  }

  private boolean sameKey(JsonNode a, JsonNode b) {
    if (!a.isObject() || !b.isObject()) {
      return a.equals(b);
    }
    JsonNode key = a.path(rules.mergeKey());
    return !key.isMissingNode() && key.equals(b.path(rules.mergeKey()));
  }

  /** Whether an element has every plain value of another. */
  private boolean contains(JsonNode element, JsonNode wanted) {
    return sameKey(element, wanted)
        && wanted.properties().stream()
            .filter(member -> member.getValue().isValueNode())
            .allMatch(member -> element.path(member.getKey()).equals(member.getValue()));
  }
}
