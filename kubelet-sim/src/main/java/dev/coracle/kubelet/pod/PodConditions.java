// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Json;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions that a node keeps on its Pods. */
final class PodConditions {

  private static final Set<String> OWNED =
      Set.of(
          "PodScheduled", "PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready");

  private record Condition(String type, boolean met, String reason, String message) {

    static Condition met(String type) {
      return new Condition(type, true, "", "");
    }

    static Condition unmet(String type, String reason, String message) {
      return new Condition(type, false, reason, message);
    }

    Condition as(String otherType) {
      return new Condition(otherType, met, reason, message);
    }
  }

  private PodConditions() {}

  static ArrayNode of(PodSnapshot pod, JsonNode before, Instant now) {
    Condition containersReady = containersReady(pod);
    List<Condition> all =
        List.of(
            new Condition("PodReadyToStartContainers", hasSandbox(pod), "", ""),
            initialized(pod),
            containersReady.met() ? ready(pod, before) : containersReady.as("Ready"),
            containersReady,
            Condition.met("PodScheduled"));
    ArrayNode array = Json.array();
    for (Condition condition : all) {
      array.add(json(condition, before, pod.pod().object().generation(), now));
    }
    before
        .valueStream()
        .filter(c -> !OWNED.contains(Json.textAt(c, "type")))
        .forEach(c -> array.add(c.deepCopy()));
    return array;
  }

  private static boolean hasSandbox(PodSnapshot pod) {
    return pod.hasAddress() && !(pod.state() instanceof PodState.Finished);
  }

  private static Condition initialized(PodSnapshot pod) {
    if (PodPhase.of(pod).equals("Succeeded")) {
      return new Condition("Initialized", true, "PodCompleted", "");
    }
    boolean anyStarted =
        pod.containers().stream()
            .anyMatch(c -> !(c.state() instanceof Waiting) || c.last().isPresent());
    List<String> incomplete = names(pod.initContainers().stream().filter(c -> !c.initialized()));
    if (anyStarted || incomplete.isEmpty()) {
      return Condition.met("Initialized");
    }
    return Condition.unmet(
        "Initialized",
        "ContainersNotInitialized",
        "containers with incomplete status: " + list(incomplete));
  }

  private static Condition containersReady(PodSnapshot pod) {
    String phase = PodPhase.of(pod);
    if (phase.equals("Succeeded")) {
      return Condition.unmet("ContainersReady", "PodCompleted", "");
    }
    if (phase.equals("Failed")) {
      return Condition.unmet("ContainersReady", "PodFailed", "");
    }
    List<String> unready =
        names(Stream.concat(pod.sidecars(), pod.containers().stream()).filter(c -> !c.ready()));
    return unready.isEmpty()
        ? Condition.met("ContainersReady")
        : Condition.unmet(
            "ContainersReady",
            "ContainersNotReady",
            "containers with unready status: " + list(unready));
  }

  private static Condition ready(PodSnapshot pod, JsonNode before) {
    List<String> problems = new ArrayList<>();
    for (String gate : pod.pod().readinessGates()) {
      JsonNode condition = find(before, gate);
      if (condition.isMissingNode()) {
        problems.add(
            "corresponding condition of pod readiness gate \"" + gate + "\" does not exist.");
      } else if (!Json.textAt(condition, "status").equals("True")) {
        problems.add(
            "the status of pod readiness gate \""
                + gate
                + "\" is not \"True\", but "
                + Json.textAt(condition, "status"));
      }
    }
    return problems.isEmpty()
        ? Condition.met("Ready")
        : Condition.unmet("Ready", "ReadinessGatesNotReady", String.join(", ", problems));
  }

  private static ObjectNode json(
      Condition condition, JsonNode before, long generation, Instant now) {
    String status = condition.met() ? "True" : "False";
    JsonNode old = find(before, condition.type());
    boolean same = Json.textAt(old, "status").equals(status);
    String since = same ? Json.textAt(old, "lastTransitionTime") : "";
    ObjectNode json = Json.object().put("type", condition.type());
    json.put("observedGeneration", generation).put("status", status).putNull("lastProbeTime");
    json.put("lastTransitionTime", since.isEmpty() ? PodStatus.timestamp(now) : since);
    if (!condition.reason().isEmpty()) {
      json.put("reason", condition.reason());
    }
    if (!condition.message().isEmpty()) {
      json.put("message", condition.message());
    }
    return json;
  }

  private static JsonNode find(JsonNode conditions, String type) {
    return conditions
        .valueStream()
        .filter(c -> Json.textAt(c, "type").equals(type))
        .findFirst()
        .orElseGet(() -> Json.object().path("none"));
  }

  private static List<String> names(Stream<ContainerStatus> containers) {
    return containers.map(ContainerStatus::name).toList();
  }

  /** A list as Go prints it. */
  private static String list(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
