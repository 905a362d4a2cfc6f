// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The rules for how Pods are spread over a topology.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go">
 *     validateTopologySpreadConstraints</a>
 */
final class SpreadRules {

  private static final String POSITIVE = "must be greater than zero";

  private SpreadRules() {}

  static void check(FieldErrors errors, String path, JsonNode constraints) {
    Set<String> seen = new HashSet<>();
    Values.each(constraints, path, (constraint, at) -> checkOne(errors, at, constraint, seen));
  }

  private static void checkOne(
      FieldErrors errors, String path, JsonNode constraint, Set<String> seen) {
    long skew = constraint.path("maxSkew").asLong(0);
    if (skew <= 0) {
      errors.invalid(path + ".maxSkew", skew, POSITIVE);
    }
    String key = Values.text(constraint, "topologyKey");
    if (key.isEmpty()) {
      errors.required(path + ".topologyKey", "can not be empty");
    } else {
      Labels.checkKey(errors, path + ".topologyKey", key);
    }
    String unsatisfiable = Values.text(constraint, "whenUnsatisfiable");
    if (!List.of("DoNotSchedule", "ScheduleAnyway").contains(unsatisfiable)) {
      errors.notSupported(
          path + ".whenUnsatisfiable", unsatisfiable, "DoNotSchedule", "ScheduleAnyway");
    }
    if (!seen.add(key + " " + unsatisfiable)) {
      errors.duplicate(
          path + ".{topologyKey, whenUnsatisfiable}", "{" + key + ", " + unsatisfiable + "}");
    }
    checkDomains(errors, path + ".minDomains", constraint.path("minDomains"), unsatisfiable);
    Values.oneOfIfPresent(errors, constraint, path, "nodeAffinityPolicy", "Honor", "Ignore");
    Values.oneOfIfPresent(errors, constraint, path, "nodeTaintsPolicy", "Honor", "Ignore");
    LabelSelectors.check(errors, path + ".labelSelector", constraint.path("labelSelector"));
  }

  private static void checkDomains(
      FieldErrors errors, String path, JsonNode domains, String unsatisfiable) {
    if (!domains.isNumber()) {
      return;
    }
    if (domains.asLong() <= 0) {
      errors.invalid(path, domains, POSITIVE);
    }
    if (!unsatisfiable.equals("DoNotSchedule")) {
      errors.invalid(
          path,
          domains,
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + unsatisfiable);
    }
  }
}
