// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hints that tell for which zones, or nodes, an endpoint is meant.
 *
 * <p>A Service asks for them by its {@code trafficDistribution}, which hints every ready endpoint
 * to where it is; or by an annotation, which shares the endpoints out among the zones in proportion
 * to their CPU. The shares are made anew at each change: an endpoint that was hinted to another
 * zone may be hinted home again.
 */
final class TopologyHints {

  private static final String MODE = "service.kubernetes.io/topology-mode";
  private static final String OLD_MODE = "service.kubernetes.io/topology-aware-hints";
  private static final double OVERLOAD = 0.2;
  private static final String NO_ZONE = "One or more endpoints do not have a zone specified";
  private static final String NO_NODE_INFORMATION =
      "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes";
  private static final String ONE_ZONE = "Nodes only ready in one zone";
  private static final String TOO_FEW = "Insufficient number of endpoints (%d endpoints, %d zones)";
  private static final String OVERLOADED =
      "Unable to allocate minimum required endpoints to each zone without exceeding overload"
          + " threshold (%d endpoints, %d zones)";

  private TopologyHints() {}

  /** Whether the Service asks for shares in proportion. */
  static boolean isProportional(KubeObject service) {
    Map<String, String> annotations = service.annotations();
    String mode = annotations.getOrDefault(OLD_MODE, annotations.getOrDefault(MODE, ""));
    return mode.equals("Auto") || mode.equals("auto");
  }

  /** Hints every ready endpoint to its own zone, and its own node where the Service says so. */
  static void distribute(KubeObject service, List<PodEndpoint> endpoints) {
    String wish = service.text("spec", "trafficDistribution");
    boolean sameNode = wish.equals("PreferSameNode");
    if (sameNode || wish.equals("PreferClose") || wish.equals("PreferSameZone")) {
      endpoints.stream().filter(PodEndpoint::isReadyNow).forEach(e -> hintHome(e, sameNode));
    }
  }

  private static void hintHome(PodEndpoint endpoint, boolean sameNode) {
    ObjectNode document = endpoint.document();
    String zone = zone(endpoint);
    String node = sameNode ? Json.textAt(document, "nodeName") : "";
    if (!zone.isEmpty()) {
      hintZone(endpoint, zone);
    }
    if (!node.isEmpty()) {
      Json.objectAt(document, "hints").putArray("forNodes").addObject().put("name", node);
    }
  }

  /**
   * Hints the ready endpoints to zones, to each as many as its share.
   *
   * @return why no hints can be given, if so
   */
  static Optional<String> share(List<PodEndpoint> endpoints, Optional<ZoneShares> shares) {
    List<PodEndpoint> ready = endpoints.stream().filter(PodEndpoint::isReadyNow).toList();
    Optional<String> problem = problem(ready, shares);
    if (problem.isPresent()) {
      return problem;
    }
    Map<String, Double> surplus = new TreeMap<>();
    shares.orElseThrow().ratios().forEach((z, r) -> surplus.put(z, -desired(r, ready.size())));
    ready.forEach(endpoint -> surplus.merge(zone(endpoint), 1.0, Double::sum));
    ready.forEach(endpoint -> hintZone(endpoint, zone(endpoint)));
    while (move(ready, surplus)) {
      // Each move brings two zones nearer to their shares.
    }
    return Optional.empty();
  }

  private static Optional<String> problem(List<PodEndpoint> ready, Optional<ZoneShares> shares) {
    if (shares.isEmpty()) {
      return Optional.of(NO_NODE_INFORMATION);
    }
    int zones = shares.get().zones();
    if (zones < 2) {
      return Optional.of(ONE_ZONE);
    }
    if (zones > ready.size()) {
      return Optional.of(TOO_FEW.formatted(ready.size(), zones));
    }
    int least =
        shares.get().ratios().values().stream().mapToInt(r -> minimum(r, ready.size())).sum();
    if (least > ready.size()) {
      return Optional.of(OVERLOADED.formatted(ready.size(), zones));
    }
    return ready.stream().anyMatch(endpoint -> zone(endpoint).isEmpty())
        ? Optional.of(NO_ZONE)
        : Optional.empty();
  }

  private static int minimum(double ratio, int endpoints) {
    return (int) Math.ceil(ratio * endpoints / (1 + OVERLOAD));
  }

  private static double desired(double ratio, int endpoints) {
    return Math.max(ratio * endpoints, minimum(ratio, endpoints));
  }

  /** Moves one hint from the zone most above its share to the one most below, if worth it. */
  private static boolean move(List<PodEndpoint> ready, Map<String, Double> surplus) {
    String giving = extreme(surplus, 1);
    String receiving = extreme(surplus, -1);
    double give = surplus.getOrDefault(giving, 0.0);
    double receive = -surplus.getOrDefault(receiving, 0.0);
    if (give < 0.5 || receive < 0.5 || give < 1 && receive < 1) {
      return false;
    }
    Optional<PodEndpoint> moved =
        ready.stream().filter(endpoint -> hintedZone(endpoint).equals(giving)).findFirst();
    moved.ifPresent(endpoint -> hintZone(endpoint, receiving));
    surplus.merge(giving, -1.0, Double::sum);
    surplus.merge(receiving, 1.0, Double::sum);
    return moved.isPresent();
  }

  private static String extreme(Map<String, Double> surplus, int sign) {
    return surplus.entrySet().stream()
        .max((a, b) -> Double.compare(sign * a.getValue(), sign * b.getValue()))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static String zone(PodEndpoint endpoint) {
    return Json.textAt(endpoint.document(), "zone");
  }

  private static String hintedZone(PodEndpoint endpoint) {
    return Json.textAt(Json.at(endpoint.document(), "hints", "forZones").path(0), "name");
  }

  private static void hintZone(PodEndpoint endpoint, String zone) {
    Json.objectAt(endpoint.document(), "hints").putArray("forZones").addObject().put("name", zone);
  }

  /** Whether a change of a node may change hints or zones. */
  static boolean depend(KubeObject before, KubeObject after) {
    return !before.labels().equals(after.labels())
        || new Node(before).isReady() != new Node(after).isReady()
        || !before
            .at("status", "allocatable", "cpu")
            .equals(after.at("status", "allocatable", "cpu"));
  }
}
