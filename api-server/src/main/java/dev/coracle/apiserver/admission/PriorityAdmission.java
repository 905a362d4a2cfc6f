// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admission plugin that gives a new Pod the priority of its PriorityClass.
 *
 * <p>The kind PriorityClass is not served, so only the two classes exist that Kubernetes makes for
 * itself; any other is refused as one that was not found.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/plugin/pkg/admission/priority/admission.go">
 *     admitPod</a>
 */
final class PriorityAdmission implements MutatingAdmitter {

  private static final Map<String, Integer> CLASSES =
      Map.of(
          "", 0, "system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

  /** The policy of both classes, and of no class. */
  private static final String POLICY = "PreemptLowerPriority";

  @Override
  public boolean handles(Attributes attributes) {
    return (attributes.operation() == Operation.CREATE
            || attributes.operation() == Operation.UPDATE)
        && attributes.isOf(ResourceType.PODS);
  }

  @Override
  public void admit(Attributes attributes, Draft draft) {
    ObjectNode spec = Json.objectAt(draft.tree(), "spec");
    if (attributes.operation() == Operation.UPDATE) {
      attributes.oldObject().ifPresent(old -> carryOver(spec, old));
    } else {
      prioritize(attributes, spec);
    }
  }

  /** Clients that do not know these fields leave them out when they write a Pod back. */
  private static void carryOver(ObjectNode spec, KubeObject old) {
    for (String member : List.of("priority", "preemptionPolicy")) {
      JsonNode before = old.at("spec", member);
      if (!spec.hasNonNull(member) && !before.isMissingNode()) {
        spec.set(member, before);
      }
    }
  }

  private static void prioritize(Attributes attributes, ObjectNode spec) {
    String name = Json.textAt(spec, "priorityClassName");
    int priority =
        Optional.ofNullable(CLASSES.get(name))
            .orElseThrow(
                () -> attributes.forbidden("no PriorityClass with name " + name + " was found"));
    JsonNode given = spec.path("priority");
    if (given.isNumber() && given.asInt() != priority) {
      throw attributes.forbidden(notOfTheClass("integer value of priority", given, priority));
    }
    spec.put("priority", priority);
    JsonNode policy = spec.path("preemptionPolicy");
    if (policy.isString() && !policy.asString().equals(POLICY)) {
      throw attributes.forbidden(notOfTheClass("string value of PreemptionPolicy", policy, POLICY));
    }
    spec.put("preemptionPolicy", POLICY);
  }

  private static String notOfTheClass(String what, JsonNode given, Object computed) {
    return "the %s (%s) must not be provided in pod spec; priority admission controller computed %s"
            .formatted(what, given.asString(), computed)
        + " from the given PriorityClass name";
  }
}
