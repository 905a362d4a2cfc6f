// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.disruption;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Pod;
import dev.coracle.controller.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status of a PodDisruptionBudget.
 *
 * @param recheck after what time an eviction that was allowed no longer counts
 */
record DisruptionStatus(ObjectNode document, Optional<Duration> recheck) {

  /** How long an allowed eviction may take to begin. */
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);

  static DisruptionStatus of(
      KubeObject budget, List<Pod> pods, PodScales.Expected expected, Instant now) {
    Map<String, Pod> byName = pods.stream().collect(Collectors.toMap(Pod::name, pod -> pod));
    ObjectNode disrupted = Json.object();
    Optional<Duration> recheck = Optional.empty();
    for (Map.Entry<String, JsonNode> entry : budget.at("status", "disruptedPods").properties()) {
      Instant end = Instant.parse(entry.getValue().asString("")).plus(DELETION_TIMEOUT);
      Pod pod = byName.get(entry.getKey());
      if (pod != null && !pod.isDeleting() && end.isAfter(now)) {
        disrupted.set(entry.getKey(), entry.getValue());
        Duration left = Duration.between(now, end);
        recheck = recheck.filter(r -> r.compareTo(left) < 0).or(() -> Optional.of(left));
      }
    }
    long healthy =
        pods.stream()
            .filter(pod -> !pod.isDeleting() && pod.isReady() && !disrupted.has(pod.name()))
            .count();
    return new DisruptionStatus(document(budget, expected, healthy, disrupted, now), recheck);
  }

  private static ObjectNode document(
      KubeObject budget,
      PodScales.Expected expected,
      long healthy,
      ObjectNode disrupted,
      Instant now) {
    boolean failed = expected.problem().isPresent();
    long allowed = failed || expected.count() <= 0 ? 0 : Math.max(0, healthy - expected.desired());
    ObjectNode status = Json.object();
    status.put("observedGeneration", budget.generation());
    if (!disrupted.isEmpty()) {
      status.set("disruptedPods", disrupted);
    }
    status.put("disruptionsAllowed", allowed);
    status.put("currentHealthy", failed ? number(budget, "currentHealthy") : healthy);
    status.put("desiredHealthy", failed ? number(budget, "desiredHealthy") : expected.desired());
    status.put("expectedPods", failed ? number(budget, "expectedPods") : expected.count());
    StatusConditions conditions = StatusConditions.of(budget);
    ObjectNode condition =
        failed
            ? condition("SyncFailed", false, expected.problem().orElseThrow(), now)
            : condition(allowed > 0 ? "SufficientPods" : "InsufficientPods", allowed > 0, "", now);
    condition.put("observedGeneration", budget.generation());
    conditions.replace(condition);
    conditions.putInto(status);
    return status;
  }

  private static long number(KubeObject budget, String member) {
    return budget.at("status", member).asLong(0);
  }

  private static ObjectNode condition(String reason, boolean allowed, String why, Instant now) {
    return StatusConditions.condition(
        "DisruptionAllowed", allowed ? "True" : "False", reason, why, now);
  }
}
