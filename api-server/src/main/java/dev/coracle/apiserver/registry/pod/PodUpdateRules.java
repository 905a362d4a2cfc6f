// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may change in the spec of a Pod that exists. */
final class PodUpdateRules {

  private static final String CHANGEABLE =
      "pod updates may not change fields other than"
          + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
          + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
          + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
          + " previously negative)";

  private final FieldErrors errors;
  private final JsonNode spec;
  private final JsonNode old;

  private PodUpdateRules(FieldErrors errors, JsonNode spec, JsonNode old) {
    this.errors = errors;
    this.spec = spec;
    this.old = old;
  }

  static void check(FieldErrors errors, JsonNode spec, JsonNode old) {
    new PodUpdateRules(errors, spec, old).check();
  }

  private void check() {
    for (String list : List.of("containers", "initContainers")) {
      if (spec.path(list).size() != old.path(list).size()) {
        errors.forbidden("spec." + list, "pod updates may not add or remove containers");
        return;
      }
    }
    if (checkDeadline()) {
      checkTolerations();
      checkSchedulingGates();
      if (isGated()) {
        GatedPodRules.check(errors, spec, old);
      }
      checkRest();
    }
  }

  private boolean isGated() {
    return !old.path("schedulingGates").isEmpty();
  }

  private boolean checkDeadline() {
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    JsonNode before = old.path("activeDeadlineSeconds");
    if (before.isNumber() && deadline.isNumber() && deadline.asLong() > before.asLong()) {
      errors.invalid(
          "spec.activeDeadlineSeconds", deadline, "must be less than or equal to previous value");
      return false;
    }
    if (before.isNumber() && !deadline.isNumber()) {
      // A pointer that is nil is quoted in Kubernetes' text.
      errors.invalid(
          "spec.activeDeadlineSeconds",
          "null",
          "must not update from a positive integer to nil value");
      return false;
    }
    return true;
  }

  private void checkTolerations() {
    for (JsonNode before : old.path("tolerations")) {
      if (spec.path("tolerations").valueStream().noneMatch(t -> isSameToleration(t, before))) {
        errors.forbidden(
            "spec.tolerations",
            "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
  }

  private static boolean isSameToleration(JsonNode one, JsonNode other) {
    return List.of("key", "operator", "value", "effect").stream()
        .allMatch(member -> Values.text(one, member).equals(Values.text(other, member)));
  }

  private void checkSchedulingGates() {
    List<String> before =
        old.path("schedulingGates").valueStream().map(g -> Values.text(g, "name")).toList();
    for (JsonNode gate : spec.path("schedulingGates")) {
      String name = Values.text(gate, "name");
      if (!before.contains(name)) {
        errors.forbidden(
            "spec.schedulingGates",
            "only deletion is allowed, but found new scheduling gate '" + name + "'");
      }
    }
  }

  private void checkRest() {
    JsonNode rest = frozen(spec);
    JsonNode before = frozen(old);
    if (!Values.same(rest, before)) {
      errors.forbidden("spec", CHANGEABLE + "\n" + differences(rest, before));
    }
  }

  /** The spec without what may change. */
  private JsonNode frozen(JsonNode of) {
    ObjectNode rest = of instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (String list : List.of("containers", "initContainers")) {
      rest.path(list).forEach(c -> ((ObjectNode) c).remove("image"));
    }
    rest.remove(List.of("activeDeadlineSeconds", "tolerations", "schedulingGates"));
    long graceBefore = old.path("terminationGracePeriodSeconds").asLong(0);
    if (graceBefore < 0 && spec.path("terminationGracePeriodSeconds").asLong(0) == 1) {
      rest.remove("terminationGracePeriodSeconds");
    }
    if (isGated()) {
      rest.remove("nodeSelector");
      if (rest.path("affinity") instanceof ObjectNode affinity) {
        affinity.remove("nodeAffinity");
        if (affinity.isEmpty()) {
          rest.remove("affinity");
        }
      }
    }
    return rest;
  }

  private static String differences(JsonNode now, JsonNode before) {
    TreeSet<String> members = new TreeSet<>();
    now.properties().forEach(e -> members.add(e.getKey()));
    before.properties().forEach(e -> members.add(e.getKey()));
    StringBuilder text = new StringBuilder();
    for (String member : members) {
      if (!Values.same(now.path(member), before.path(member))) {
        text.append("-  ").append(member).append(": ").append(before.path(member)).append('\n');
        text.append("+  ").append(member).append(": ").append(now.path(member)).append('\n');
      }
    }
    return text.toString();
  }
}
