// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a status that is being made; the one last changed stands last. */
public final class StatusConditions {

  private final List<JsonNode> all = new ArrayList<>();

  /** Those that an object has now. */
  public static StatusConditions of(KubeObject object) {
    StatusConditions conditions = new StatusConditions();
    object.at("status", "conditions").forEach(conditions.all::add);
    return conditions;
  }

  /** A condition that became what it is now. */
  public static ObjectNode condition(
      String type, String status, String reason, String message, Instant now) {
    return Json.object()
        .put("type", type)
        .put("status", status)
        .put("lastTransitionTime", DocumentTrees.timestamp(now))
        .put("reason", reason)
        .put("message", message);
  }

  public Optional<JsonNode> find(String type) {
    return all.stream().filter(c -> c.path("type").asString("").equals(type)).findFirst();
  }

  /** Whether the condition of a type is there, for that reason. */
  public boolean has(String type, String reason) {
    return find(type).filter(c -> c.path("reason").asString("").equals(reason)).isPresent();
  }

  /**
   * Sets a condition, unless the present one has the same status and reason; the time of the
   * transition stays when the status does.
   */
  public void set(ObjectNode condition) {
    Optional<JsonNode> present = find(condition.path("type").asString(""));
    if (present.isPresent() && isSame(present.get(), condition, "status")) {
      if (isSame(present.get(), condition, "reason")) {
        return;
      }
      keepTransition(present.get(), condition);
    }
    put(condition);
  }

  /** Sets a condition even if it only differs in message or time. */
  public void replace(ObjectNode condition) {
    find(condition.path("type").asString(""))
        .filter(present -> isSame(present, condition, "status"))
        .ifPresent(present -> keepTransition(present, condition));
    put(condition);
  }

  private void put(ObjectNode condition) {
    remove(condition.path("type").asString(""));
    all.add(condition);
  }

  public void remove(String type) {
    all.removeIf(c -> c.path("type").asString("").equals(type));
  }

  private static boolean isSame(JsonNode a, JsonNode b, String member) {
    return a.path(member).asString("").equals(b.path(member).asString(""));
  }

  private static void keepTransition(JsonNode present, ObjectNode condition) {
    condition.put("lastTransitionTime", present.path("lastTransitionTime").asString(""));
  }

  /** Writes them into a status, or nothing where there are none. */
  public void putInto(ObjectNode status) {
    if (!all.isEmpty()) {
      ArrayNode array = status.putArray("conditions");
      all.forEach(c -> array.add(c.deepCopy()));
    }
  }
}
