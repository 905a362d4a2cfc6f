// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import tools.jackson.databind.JsonNode;

/**
 * Whether a container is started again after it has ended. See <a
 * href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy">restart
 * policies and rules</a>.
 */
public final class RestartRule {

  private RestartRule() {}

  /** Whether a container is started again; its own rules and policy come before its Pod's. */
  public static boolean restarts(PodSpec pod, ContainerSpec container, int exitCode) {
    for (JsonNode rule : container.json().path("restartPolicyRules")) {
      if (matches(rule.path("exitCodes"), exitCode)) {
        // The other action, RestartAllContainers, starts this one again too.
        return rule.path("action").asString("").startsWith("Restart");
      }
    }
    String own = container.restartPolicy();
    return switch (own.isEmpty() ? pod.restartPolicy() : own) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  private static boolean matches(JsonNode codes, int exitCode) {
    boolean listed = codes.path("values").valueStream().anyMatch(v -> v.asInt() == exitCode);
    return switch (codes.path("operator").asString("")) {
      case "In" -> listed;
      case "NotIn" -> !listed;
      default -> false;
    };
  }
}
