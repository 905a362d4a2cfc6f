// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.service;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Node;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The nodes behind the load balancers, each with what its provider calls it. Whether they are ready
 * does not matter: a load balancer finds that out by itself. Pure.
 */
record LoadBalancerNodes(Map<String, String> providerIds) {

  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
  private static final String GOING = "ToBeDeletedByClusterAutoscaler";
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "False", "FALSE");

  static LoadBalancerNodes of(Collection<KubeObject> nodes) {
    return new LoadBalancerNodes(
        nodes.stream()
            .filter(LoadBalancerNodes::isIncluded)
            .collect(Collectors.toMap(KubeObject::name, n -> n.text("spec", "providerID"))));
  }

  private static boolean isIncluded(KubeObject node) {
    boolean excluded = !FALSE.contains(node.labels().getOrDefault(EXCLUDED, "false"));
    boolean going =
        new Node(node)
            .taints()
            .valueStream()
            .anyMatch(taint -> taint.path("key").asString("").equals(GOING));
    return !node.isDeleting() && !excluded && !going;
  }

  boolean isEmpty() {
    return providerIds.isEmpty();
  }
}
