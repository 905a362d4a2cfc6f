// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The rules for where a Pod may run, while gates still keep it from being scheduled: its choice may
 * become narrower, never wider.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go">
 *     validateNodeSelectorMutation, validateNodeAffinityMutation</a>
 */
final class GatedPodRules {

  private static final String ONLY_ADDITIONS =
      "only additions are allowed (no mutations or deletions)";
  private static final String AFFINITY = "spec.affinity.nodeAffinity";
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  private GatedPodRules() {}

  static void check(FieldErrors errors, JsonNode spec, JsonNode old) {
    JsonNode selector = spec.path("nodeSelector");
    if (!isCovered(old.path("nodeSelector"), selector)) {
      errors.invalid("spec.nodeSelector", selector, ONLY_ADDITIONS);
    }
    JsonNode before = terms(old);
    if (!before.isEmpty()) {
      checkTerms(errors, terms(spec), before);
    }
  }

  private static JsonNode terms(JsonNode spec) {
    return spec.path("affinity").path("nodeAffinity").path(REQUIRED).path("nodeSelectorTerms");
  }

  private static void checkTerms(FieldErrors errors, JsonNode terms, JsonNode before) {
    String path = AFFINITY + "." + REQUIRED + ".nodeSelectorTerms";
    if (terms.size() != before.size()) {
      errors.invalid(
          path, terms, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
      return;
    }
    Values.each(
        before,
        path,
        (term, at) -> {
          JsonNode now = terms.path(index(at));
          if (!startsWith(now, term, "matchExpressions") || !startsWith(now, term, "matchFields")) {
            errors.invalid(at, now, ONLY_ADDITIONS);
          }
        });
  }

  private static int index(String path) {
    return Integer.parseInt(path.substring(path.lastIndexOf('[') + 1, path.length() - 1));
  }

  private static boolean startsWith(JsonNode term, JsonNode before, String member) {
    JsonNode requirements = before.path(member);
    for (int i = 0; i < requirements.size(); i++) {
      if (!Values.same(requirements.path(i), term.path(member).path(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCovered(JsonNode map, JsonNode by) {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!entry.getValue().equals(by.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
