// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The rules for the affinity of a Pod to nodes and to other Pods.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go">
 *     validateAffinity</a>
 */
final class AffinityRules {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private final FieldErrors errors;

  private AffinityRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void check(FieldErrors errors, String path, JsonNode affinity) {
    AffinityRules rules = new AffinityRules(errors);
    rules.nodes(path + ".nodeAffinity", affinity.path("nodeAffinity"));
    rules.pods(path + ".podAffinity", affinity.path("podAffinity"));
    rules.pods(path + ".podAntiAffinity", affinity.path("podAntiAffinity"));
  }

  private void nodes(String path, JsonNode affinity) {
    JsonNode required = affinity.path(REQUIRED);
    if (Values.isSet(required)) {
      String terms = path + "." + REQUIRED + ".nodeSelectorTerms";
      if (required.path("nodeSelectorTerms").isEmpty()) {
        errors.required(terms, "must have at least one node selector term");
      }
      Values.each(required.path("nodeSelectorTerms"), terms, (term, at) -> nodeTerm(at, term));
    }
    Values.each(
        affinity.path(PREFERRED),
        path + "." + PREFERRED,
        (preferred, at) -> {
          weight(at, preferred);
          nodeTerm(at + ".preference", preferred.path("preference"));
        });
  }

  private void weight(String path, JsonNode preferred) {
    long weight = preferred.path("weight").asLong(0);
    if (weight <= 0 || weight > 100) {
      errors.invalid(path + ".weight", weight, "must be in the range 1-100");
    }
  }

  private void nodeTerm(String path, JsonNode term) {
    Values.each(
        term.path("matchExpressions"),
        path + ".matchExpressions",
        (requirement, at) -> {
          labelOperator(at, requirement);
          Labels.checkKey(errors, at + ".key", Values.text(requirement, "key"));
        });
    Values.each(
        term.path("matchFields"),
        path + ".matchFields",
        (requirement, at) -> {
          fieldOperator(at, requirement);
          fieldKey(at, requirement);
        });
  }

  private void labelOperator(String path, JsonNode requirement) {
    int values = requirement.path("values").size();
    String operator = Values.text(requirement, "operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values == 0) {
          errors.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values > 0) {
          errors.forbidden(
              path + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values != 1) {
          errors.required(
              path + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> errors.invalid(path + ".operator", operator, "not a valid selector operator");
    }
  }

  private void fieldOperator(String path, JsonNode requirement) {
    String operator = Values.text(requirement, "operator");
    if (!List.of("In", "NotIn").contains(operator)) {
      errors.invalid(path + ".operator", operator, "not a valid selector operator");
    } else if (requirement.path("values").size() != 1) {
      errors.required(
          path + ".values",
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
  }

  private void fieldKey(String path, JsonNode requirement) {
    String key = Values.text(requirement, "key");
    if (key.equals("metadata.name")) {
      Values.each(
          requirement.path("values"),
          path + ".values",
          (value, at) -> Values.dnsSubdomain(errors, at, value.asString("")));
    } else {
      errors.invalid(path + ".key", key, "not a valid field selector key");
    }
  }

  private void pods(String path, JsonNode affinity) {
    Values.each(affinity.path(REQUIRED), path + "." + REQUIRED, (term, at) -> podTerm(at, term));
    Values.each(
        affinity.path(PREFERRED),
        path + "." + PREFERRED,
        (preferred, at) -> {
          weight(at, preferred);
          podTerm(at + ".podAffinityTerm", preferred.path("podAffinityTerm"));
        });
  }

  private void podTerm(String path, JsonNode term) {
    for (String selector : List.of("labelSelector", "namespaceSelector")) {
      LabelSelectors.check(errors, path + "." + selector, term.path(selector));
    }
    for (JsonNode namespace : term.path("namespaces")) {
      Values.dnsLabel(errors, path + ".namespace", namespace.asString(""));
    }
    String key = Values.text(term, "topologyKey");
    if (key.isEmpty()) {
      errors.required(path + ".topologyKey", "can not be empty");
    }
    Labels.checkKey(errors, path + ".topologyKey", key);
  }
}
