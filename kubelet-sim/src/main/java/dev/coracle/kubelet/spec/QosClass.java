// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.Quantity;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** How firmly a Pod's resources are promised. */
public final class QosClass {

  private static final List<String> RESOURCES = List.of("cpu", "memory");

  private QosClass() {}

  public static String of(PodSpec pod) {
    // The resources of the Pod as a whole count instead of its containers', where it has any:
    // https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/v1/helper/qos/qos.go
    JsonNode whole = pod.object().at("spec", "resources");
    List<JsonNode> all = isSet(whole) ? List.of(whole) : ofContainers(pod);
    if (all.stream().noneMatch(r -> asks(r.path("requests")) || asks(r.path("limits")))) {
      return "BestEffort";
    }
    return all.stream().allMatch(QosClass::isGuaranteed) ? "Guaranteed" : "Burstable";
  }

  /** Whether a Pod as a whole asks for something that a Pod as a whole may ask for. */
  private static boolean isSet(JsonNode whole) {
    return Stream.of("requests", "limits")
        .flatMap(kind -> whole.path(kind).propertyNames().stream())
        .anyMatch(name -> RESOURCES.contains(name) || name.startsWith("hugepages-"));
  }

  private static List<JsonNode> ofContainers(PodSpec pod) {
    return Stream.concat(pod.initContainers().stream(), pod.containers().stream())
        .map(c -> c.json().path("resources"))
        .toList();
  }

  private static boolean asks(JsonNode amounts) {
    return RESOURCES.stream().anyMatch(r -> !amount(amounts, r).equals(Quantity.ZERO));
  }

  private static boolean isGuaranteed(JsonNode resources) {
    return RESOURCES.stream()
        .allMatch(
            r -> {
              Quantity limit = amount(resources.path("limits"), r);
              boolean defaulted = resources.path("requests").path(r).isMissingNode();
              Quantity request = defaulted ? limit : amount(resources.path("requests"), r);
              return limit.compareTo(Quantity.ZERO) > 0 && limit.compareTo(request) == 0;
            });
  }

  private static Quantity amount(JsonNode amounts, String resource) {
    String text = amounts.path(resource).asString("");
    return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
  }
}
