// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.nodelifecycle;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Node;
import java.util.Collection;
import java.util.List;

/**
 * How far evictions are held back, because where too many nodes fall silent at once it is likelier
 * that the control plane is cut off from them than that all have died. Pure.
 */
enum ZoneDisruption {
  /** Pods of nodes that are not ready are evicted. */
  NONE,
  /** Most nodes of the zone are not ready: no more of its nodes begin to evict. */
  PARTIAL,
  /** No node of the whole cluster is ready: none evicts. */
  TOTAL;

  private static final double UNHEALTHY_SHARE = 0.55;
  private static final int FEW = 2;
  private static final int LARGE_ZONE = 50;

  /** The state of a node's zone. */
  static ZoneDisruption around(KubeObject node, Collection<KubeObject> nodes) {
    if (nodes.stream().noneMatch(n -> new Node(n).isReady())) {
      return TOTAL;
    }
    List<KubeObject> zone = nodes.stream().filter(n -> zone(n).equals(zone(node))).toList();
    long notReady = zone.stream().filter(n -> !new Node(n).isReady()).count();
    boolean most =
        notReady > FEW
            && notReady < zone.size()
            && notReady >= UNHEALTHY_SHARE * zone.size()
            && zone.size() <= LARGE_ZONE;
    return most ? PARTIAL : NONE;
  }

  private static List<String> zone(KubeObject node) {
    return List.of(
        node.labels().getOrDefault("topology.kubernetes.io/region", ""), new Node(node).zone());
  }
}
