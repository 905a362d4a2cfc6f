// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;
import java.util.Comparator;
import java.util.List;

/**
 * Through which node traffic for a virtual address comes in, as a load balancer before the nodes
 * decides it: with policy Local only nodes that pass the health check, that is those with ready
 * endpoints of their own. A client with affinity always comes in by the same node.
 */
public final class EntryNodes {

  private EntryNodes() {}

  /** The name of a node; empty where there is none. */
  public static String choose(
      Frontend frontend, IpAddress source, NetworkState state, Balance chance) {
    List<String> names = candidates(frontend, state);
    if (names.isEmpty()) {
      return "";
    }
    return frontend.service().affinity().isZero()
        ? names.get(chance.random(names.size()))
        : nearest(names, source);
  }

  private static List<String> candidates(Frontend frontend, NetworkState state) {
    List<String> all = state.nodes().stream().map(Node::name).toList();
    List<String> healthy = all.stream().filter(node -> isHealthy(frontend, node, state)).toList();
    return healthy.isEmpty() ? all : healthy;
  }

  private static boolean isHealthy(Frontend frontend, String node, NetworkState state) {
    if (frontend.kind() == Frontend.Kind.CLUSTER_IP || !frontend.policyLocal()) {
      return true;
    }
    return HealthCheck.localEndpoints(frontend.service().key(), node, state) > 0;
  }

  /** The same source meets the same node as long as that node is a candidate. */
  private static String nearest(List<String> names, IpAddress source) {
    return names.stream()
        .max(Comparator.comparingInt(name -> mix((name + " " + source).hashCode())))
        .orElse("");
  }

  private static int mix(int hash) {
    int mixed = hash * 0x9E3779B1;
    return mixed ^ mixed >>> 15;
  }
}
