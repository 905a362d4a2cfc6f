// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.Quantity;
import dev.coracle.apiserver.registry.Quantities;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The quality of service that a Pod's requests and limits amount to. */
final class PodQos {

  private static final List<String> COUNTED = List.of("cpu", "memory");

  private PodQos() {}

  static String of(JsonNode podSpec) {
    Map<String, BigDecimal> requests = new HashMap<>();
    Map<String, BigDecimal> limits = new HashMap<>();
    boolean limited = true;
    // The resources of the Pod as a whole count instead of its containers', where it has any:
    // https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/v1/helper/qos/qos.go
    JsonNode whole = podSpec.path("resources");
    for (JsonNode resources : isSet(whole) ? List.of(whole) : ofContainers(podSpec)) {
      add(resources.path("requests"), requests);
      limited &= add(resources.path("limits"), limits) == COUNTED.size();
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return "BestEffort";
    }
    return limited && isEqual(requests, limits) ? "Guaranteed" : "Burstable";
  }

  /** Whether a Pod as a whole asks for something that a Pod as a whole may ask for. */
  private static boolean isSet(JsonNode whole) {
    return Stream.of("requests", "limits")
        .flatMap(kind -> whole.path(kind).propertyNames().stream())
        .anyMatch(name -> COUNTED.contains(name) || name.startsWith("hugepages-"));
  }

  private static List<JsonNode> ofContainers(JsonNode podSpec) {
    return Stream.of("containers", "initContainers")
        .flatMap(list -> podSpec.path(list).valueStream())
        .map(container -> container.path("resources"))
        .toList();
  }

  private static int add(JsonNode amounts, Map<String, BigDecimal> sums) {
    int found = 0;
    for (String resource : COUNTED) {
      BigDecimal amount =
          Quantities.value(amounts.path(resource)).map(Quantity::value).orElse(BigDecimal.ZERO);
      if (amount.signum() > 0) {
        sums.merge(resource, amount, BigDecimal::add);
        found++;
      }
    }
    return found;
  }

  private static boolean isEqual(Map<String, BigDecimal> requests, Map<String, BigDecimal> limits) {
    return requests.size() == limits.size()
        && requests.entrySet().stream()
            .allMatch(
                e ->
                    limits.containsKey(e.getKey())
                        && limits.get(e.getKey()).compareTo(e.getValue()) == 0);
  }
}
