// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What the author of a Pod's spec should hear about where it may run.
 *
 * @see <a href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/api/pod/warnings.go">
 *     warningsForPodSpecAndMeta, warningsForNodeSelector</a>
 */
final class PlacementWarnings {

  private static final String NULL_SELECTOR = "a null labelSelector results in matching no pod";
  private static final Map<String, String> DEPRECATED = new LinkedHashMap<>();

  static {
    DEPRECATED.put("beta.kubernetes.io/arch", "v1.14; use \"kubernetes.io/arch\" instead");
    DEPRECATED.put("beta.kubernetes.io/os", "v1.14; use \"kubernetes.io/os\" instead");
    DEPRECATED.put(
        "failure-domain.beta.kubernetes.io/region",
        "v1.17; use \"topology.kubernetes.io/region\" instead");
    DEPRECATED.put(
        "failure-domain.beta.kubernetes.io/zone",
        "v1.17; use \"topology.kubernetes.io/zone\" instead");
    DEPRECATED.put(
        "beta.kubernetes.io/instance-type",
        "v1.17; use \"node.kubernetes.io/instance-type\" instead");
  }

  private PlacementWarnings() {}

  static List<String> of(String path, JsonNode spec) {
    List<String> warnings = new ArrayList<>();
    DEPRECATED.forEach(
        (label, since) -> {
          if (spec.path("nodeSelector").has(label)) {
            warnings.add(path + ".nodeSelector[" + label + "]: deprecated since " + since);
          }
        });
    Values.each(
        spec.path("topologySpreadConstraints"),
        path + ".topologySpreadConstraints",
        (constraint, at) -> nullSelector(constraint, at, warnings));
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      JsonNode affinity = spec.path("affinity").path(kind);
      String at = path + ".affinity." + kind;
      String required = "requiredDuringSchedulingIgnoredDuringExecution";
      String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
      Values.each(
          affinity.path(required),
          at + "." + required,
          (term, place) -> nullSelector(term, place, warnings));
      Values.each(
          affinity.path(preferred),
          at + "." + preferred,
          (term, place) ->
              nullSelector(term.path("podAffinityTerm"), place + ".podAffinityTerm", warnings));
    }
    return warnings;
  }

  private static void nullSelector(JsonNode term, String path, List<String> warnings) {
    if (!Values.isSet(term.path("labelSelector"))) {
      warnings.add(path + ".labelSelector: " + NULL_SELECTOR);
    }
  }
}
