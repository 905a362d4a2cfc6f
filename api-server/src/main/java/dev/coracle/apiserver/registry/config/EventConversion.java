// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.Json;
import dev.coracle.apiserver.schema.Conversion;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events of events.k8s.io/v1, which are stored as core ones: both groups serve the same objects.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/events/v1/conversion.go">pkg/apis/events/v1/conversion.go</a>
 */
public final class EventConversion implements Conversion {

  /** The members that differ, from their core name to the newer one. */
  private static final Map<String, String> NEWER =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "reportingComponent", "reportingController",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount");

  private static final Map<String, String> CORE =
      NEWER.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  @Override
  public ObjectNode toStored(ObjectNode event) {
    return renamed(event, CORE);
  }

  @Override
  public ObjectNode fromStored(ObjectNode core) {
    return renamed(core, NEWER);
  }

  @Override
  public String storedField(String field) {
    int dot = field.indexOf('.');
    String head = dot < 0 ? field : field.substring(0, dot);
    String rest = dot < 0 ? "" : field.substring(dot);
    return CORE.getOrDefault(head, head) + rest;
  }

  private static ObjectNode renamed(ObjectNode event, Map<String, String> names) {
    ObjectNode result = Json.object();
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      String name = names.getOrDefault(member.getKey(), member.getKey());
      if (!result.has(name)) {
        result.set(name, member.getValue());
      }
    }
    return result;
  }
}
