// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Selector;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A NetworkPolicy, compiled: which Pods it isolates in which directions, and what it lets through.
 *
 * @param rules of the directions it isolates; one without rules lets nothing through
 */
record NetworkPolicy(ObjectKey key, Selector pods, Map<Direction, List<PolicyRule>> rules) {

  static NetworkPolicy of(KubeObject document) {
    JsonNode spec = document.at("spec");
    Map<Direction, List<PolicyRule>> rules = new EnumMap<>(Direction.class);
    for (Direction direction : Direction.values()) {
      if (isolates(spec, direction)) {
        rules.put(direction, rules(spec, direction, document.namespace()));
      }
    }
    return new NetworkPolicy(document.key(), Selector.of(spec.path("podSelector")), rules);
  }

  /**
   * The server fills in {@code policyTypes}; another one may leave them out, which means ingress,
   * and egress where there is a rule of it.
   *
   * @see <a href=
   *     "https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/networking/v1/defaults.go">
   *     SetDefaults_NetworkPolicy</a>
   */
  private static boolean isolates(JsonNode spec, Direction direction) {
    JsonNode types = spec.path("policyTypes");
    return types.isEmpty()
        ? direction == Direction.INGRESS || !spec.path(direction.rules()).isEmpty()
        : types.valueStream().anyMatch(type -> type.asString("").equals(direction.type()));
  }

  private static List<PolicyRule> rules(JsonNode spec, Direction direction, String namespace) {
    return spec.path(direction.rules())
        .valueStream()
        .map(rule -> PolicyRule.of(rule, direction, namespace))
        .toList();
  }

  /** Whether only what policies let through passes the Pod in a direction. */
  boolean isolates(Peer.Pod pod, Direction direction) {
    return rules.containsKey(direction)
        && pod.key().namespace().equals(key.namespace())
        && pods.matches(pod.labels());
  }

  boolean allows(Packet packet, Direction direction) {
    return rules.getOrDefault(direction, List.of()).stream()
        .anyMatch(rule -> rule.allows(packet, direction));
  }
}
