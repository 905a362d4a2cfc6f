// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.nodelifecycle;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Node;
import dev.coracle.controller.DocumentTrees;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a node is: when it was last heard of, and the taints that its conditions call for. */
final class NodeHealth {

  static final Duration GRACE = Duration.ofSeconds(50);

  static final String NOT_READY = "node.kubernetes.io/not-ready";
  static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

  private static final Map<String, String> PRESSURES =
      Map.of(
          "MemoryPressure", "node.kubernetes.io/memory-pressure",
          "DiskPressure", "node.kubernetes.io/disk-pressure",
          "PIDPressure", "node.kubernetes.io/pid-pressure",
          "NetworkUnavailable", "node.kubernetes.io/network-unavailable");
  private static final Set<String> REPORTED =
      Set.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  private NodeHealth() {}

  /** When a node last showed that it lives; empty for one that never did, as made by hand. */
  static Optional<Instant> lastSign(KubeObject node, Optional<KubeObject> lease) {
    JsonNode ready = new Node(node).condition("Ready");
    String heartbeat = Json.textAt(ready, "lastHeartbeatTime");
    String renewal = lease.map(l -> l.text("spec", "renewTime")).orElse("");
    if (heartbeat.isEmpty() && renewal.isEmpty()) {
      return Optional.empty();
    }
    // A node that comes back says that it is ready before it renews its Lease, or after.
    return Stream.of(heartbeat, renewal, Json.textAt(ready, "lastTransitionTime"))
        .flatMap(text -> parse(text).stream())
        .max(Instant::compareTo);
  }

  private static Optional<Instant> parse(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
  }

  /** The conditions of a node that is not heard of any more: nobody knows. */
  static ArrayNode unknownConditions(KubeObject node, Instant now) {
    ArrayNode conditions = Json.array();
    for (JsonNode condition : node.at("status", "conditions")) {
      boolean lost =
          REPORTED.contains(Json.textAt(condition, "type"))
              && !Json.textAt(condition, "status").equals("Unknown");
      conditions.add(lost ? unknown(condition, now) : condition.deepCopy());
    }
    return conditions;
  }

  private static JsonNode unknown(JsonNode condition, Instant now) {
    return ((ObjectNode) condition.deepCopy())
        .put("status", "Unknown")
        .put("reason", "NodeStatusUnknown")
        .put("message", "Kubelet stopped posting node status.")
        .put("lastTransitionTime", DocumentTrees.timestamp(now));
  }

  /** The taints of a node, those that follow from its state made to do so. */
  static ArrayNode taints(KubeObject node, ZoneDisruption disruption, Instant now) {
    Map<String, Boolean> wanted = wanted(node, disruption);
    ArrayNode taints = Json.array();
    for (JsonNode taint : node.at("spec", "taints")) {
      String id = Json.textAt(taint, "key") + ":" + Json.textAt(taint, "effect");
      Boolean stays = wanted.remove(id);
      if (stays == null || stays) {
        taints.add(taint.deepCopy());
      }
    }
    wanted.forEach(
        (id, needed) -> {
          if (needed) {
            add(taints, id, now);
          }
        });
    return taints;
  }

  private static void add(ArrayNode taints, String id, Instant now) {
    int colon = id.lastIndexOf(':');
    taints
        .addObject()
        .put("key", id.substring(0, colon))
        .put("effect", id.substring(colon + 1))
        .put("timeAdded", DocumentTrees.timestamp(now));
  }

  /** Every taint that this controller decides on, and whether it is called for. */
  private static Map<String, Boolean> wanted(KubeObject object, ZoneDisruption disruption) {
    Node node = new Node(object);
    String ready = Json.textAt(node.condition("Ready"), "status");
    boolean evicts =
        switch (disruption) {
          case NONE -> true;
          case PARTIAL -> isEvicting(node);
          case TOTAL -> false;
        };
    Map<String, Boolean> wanted = new LinkedHashMap<>();
    wanted.put(NOT_READY + ":NoSchedule", ready.equals("False"));
    wanted.put(UNREACHABLE + ":NoSchedule", ready.equals("Unknown"));
    wanted.put(NOT_READY + ":NoExecute", ready.equals("False") && evicts);
    wanted.put(UNREACHABLE + ":NoExecute", ready.equals("Unknown") && evicts);
    wanted.put(UNSCHEDULABLE + ":NoSchedule", node.isUnschedulable());
    PRESSURES.forEach(
        (condition, key) ->
            wanted.put(
                key + ":NoSchedule",
                Json.textAt(node.condition(condition), "status").equals("True")));
    return wanted;
  }

  private static boolean isEvicting(Node node) {
    return node.taints()
        .valueStream()
        .filter(taint -> Json.textAt(taint, "effect").equals("NoExecute"))
        .map(taint -> Json.textAt(taint, "key"))
        .anyMatch(key -> key.equals(NOT_READY) || key.equals(UNREACHABLE));
  }
}
