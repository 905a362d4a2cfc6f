// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.FieldSelector;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An events.k8s.io/v1 Event as a view of a core one.
 *
 * <p>Both groups serve the same objects. They are stored as core Events ({@link
 * ResourceType#EVENTS}); a request for the other group is a request for those, with bodies, results
 * and field selectors translated by this class.
 */
public final class EventView {

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

  private EventView() {}

  /** A core Event as one of events.k8s.io. */
  public static KubeObject of(KubeObject core) {
    return KubeObject.of(renamed(core.tree(), ResourceType.EVENTS_V1, NEWER));
  }

  /** An Event of events.k8s.io as a core one. */
  public static ObjectNode toCore(ObjectNode event) {
    return renamed(event, ResourceType.EVENTS, CORE);
  }

  /** What is shown of Events of events.k8s.io; everything else is done to the core ones. */
  public record Strategy(ResourceStrategy core) implements ResourceStrategy {

    @Override
    public TableColumns columns() {
      return new TableColumns(core.columns().columns().stream().map(EventView::column).toList());
    }
  }

  private static TableColumns.Column column(TableColumns.Column core) {
    return new TableColumns.Column(
        core.name(),
        core.type(),
        core.format(),
        core.priority(),
        (event, now) -> core.cell().apply(KubeObject.of(toCore(event.tree())), now));
  }

  /** A field selector for Events of events.k8s.io as one for core ones. */
  public static FieldSelector toCore(FieldSelector selector) {
    List<FieldSelector.Requirement> requirements =
        selector.requirements().stream()
            .map(r -> new FieldSelector.Requirement(coreField(r.field()), r.equal(), r.value()))
            .toList();
    return requirements.isEmpty() ? FieldSelector.EVERYTHING : new FieldSelector(requirements);
  }

  private static String coreField(String field) {
    int dot = field.indexOf('.');
    String head = dot < 0 ? field : field.substring(0, dot);
    String rest = dot < 0 ? "" : field.substring(dot);
    return CORE.getOrDefault(head, head) + rest;
  }

  private static ObjectNode renamed(
      ObjectNode event, ResourceType type, Map<String, String> names) {
    ObjectNode result = Json.object();
    result.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      String name = names.getOrDefault(member.getKey(), member.getKey());
      if (!result.has(name)) {
        result.set(name, member.getValue().deepCopy());
      }
    }
    return result;
  }
}
