// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admission plugin that gives a new Pod the priority of its PriorityClass.
 *
 * <p>The kind PriorityClass is not served, so only the two classes exist that Kubernetes makes for
 * itself; any other is refused as one that was not found.
 */
public final class PriorityAdmission implements Admitter {

  private static final Map<String, Integer> CLASSES =
      Map.of(
          "", 0, "system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

  @Override
  public void create(WriteContext context, ObjectNode object) {
    if (!context.type().equals(ResourceType.PODS)) {
      return;
    }
    ObjectNode spec = Json.objectAt(object, "spec");
    String name = Json.textAt(spec, "priorityClassName");
    int priority =
        Optional.ofNullable(CLASSES.get(name))
            .orElseThrow(
                () -> forbidden(object, "no PriorityClass with name " + name + " was found"));
    JsonNode given = spec.path("priority");
    if (given.isNumber() && given.asInt() != priority) {
      throw forbidden(
          object,
          "the integer value of priority (%d) must not be provided in pod spec; priority admission"
                  .formatted(given.asInt())
              + " controller computed %d from the given PriorityClass name".formatted(priority));
    }
    spec.put("priority", priority);
    Json.defaultText(spec, "preemptionPolicy", "PreemptLowerPriority");
  }

  private static ApiException forbidden(ObjectNode pod, String why) {
    String name = Json.textAt(pod, "metadata", "name");
    return ApiException.forbidden(
        ResourceType.PODS,
        name.isEmpty() ? Json.textAt(pod, "metadata", "generateName") : name,
        why);
  }
}
