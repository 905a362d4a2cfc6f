// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import java.util.List;
import java.util.function.Predicate;

/**
 * Which endpoints of a Service port a node may use.
 *
 * @param any whether any node could use one
 * @param cluster for traffic of policy Cluster: the ready ones, near ones first where hints say so
 * @param local for traffic of policy Local: those of the node
 */
record Backends(boolean any, List<Target> cluster, List<Target> local) {

  static Backends of(List<Target> targets, String node, String zone) {
    List<Target> ready = only(targets, Backends::isReady);
    boolean any = targets.stream().anyMatch(target -> target.endpoint().usable());
    List<Target> cluster = ready.isEmpty() ? ending(targets) : near(ready, node, zone);
    return new Backends(any, cluster, local(targets, node));
  }

  private static List<Target> local(List<Target> targets, String node) {
    List<Target> here = only(targets, target -> target.isOn(node));
    List<Target> ready = only(here, Backends::isReady);
    return ready.isEmpty() ? ending(here) : ready;
  }

  private static List<Target> ending(List<Target> targets) {
    return only(targets, target -> target.endpoint().serving() && target.endpoint().terminating());
  }

  /** Hints count only where every ready endpoint has one and one of them names this place. */
  private static List<Target> near(List<Target> ready, String node, String zone) {
    List<Target> sameNode = only(ready, target -> target.endpoint().forNodes().contains(node));
    if (!sameNode.isEmpty() && ready.stream().noneMatch(t -> t.endpoint().forNodes().isEmpty())) {
      return sameNode;
    }
    List<Target> sameZone = only(ready, target -> target.endpoint().forZones().contains(zone));
    if (!sameZone.isEmpty() && ready.stream().noneMatch(t -> t.endpoint().forZones().isEmpty())) {
      return sameZone;
    }
    return ready;
  }

  private static boolean isReady(Target target) {
    return target.endpoint().ready();
  }

  private static List<Target> only(List<Target> targets, Predicate<Target> test) {
    return targets.stream().filter(test).toList();
  }
}
