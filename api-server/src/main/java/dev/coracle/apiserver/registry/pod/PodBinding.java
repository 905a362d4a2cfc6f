// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.Timestamps;
import dev.coracle.apiserver.registry.Values;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code binding} subresource of a Pod: the word of a scheduler that it runs on a node. */
final class PodBinding implements SubresourceStrategy.Action {

  private static final ResourceType BINDINGS =
      new ResourceType("", "v1", "pods/binding", "binding", "Binding", true);

  @Override
  public void check(SubresourceStrategy.Request request, ObjectNode binding) {
    validate(binding, request.key().name());
  }

  @Override
  public void run(SubresourceStrategy.Request request, ObjectNode binding) {
    request.change(
        old -> {
          ObjectNode pod = old.tree().deepCopy();
          apply(binding, pod, request.now());
          return pod;
        });
  }

  /**
   * Checks a Binding by itself.
   *
   * @param pod the name in the path
   */
  static void validate(ObjectNode binding, String pod) {
    String name = Json.textAt(binding, "metadata", "name");
    if (!name.isEmpty() && !name.equals(pod)) {
      throw ApiException.badRequest("name in URL does not match name in Binding object");
    }
    FieldErrors errors = new FieldErrors();
    JsonNode target = binding.path("target");
    String kind = Values.text(target, "kind");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      errors.notSupported("target.kind", kind, "Node", "<empty>");
    }
    Values.required(errors, target, "target", "name");
    if (!errors.isEmpty()) {
      throw ApiException.invalid(BINDINGS, pod, errors.list());
    }
  }

  /**
   * Binds a Pod.
   *
   * @param pod the document to change
   * @throws ApiException 409 where it is bound, gated or being deleted
   */
  static void apply(ObjectNode binding, ObjectNode pod, Instant now) {
    requireBindable(pod);
    Json.objectAt(pod, "spec").put("nodeName", Json.textAt(binding, "target", "name"));
    for (String map : new String[] {"labels", "annotations"}) {
      for (Map.Entry<String, JsonNode> e : Json.at(binding, "metadata", map).properties()) {
        Json.objectAt(pod, "metadata", map).set(e.getKey(), e.getValue());
      }
    }
    setScheduled(Json.arrayAt(Json.objectAt(pod, "status"), "conditions"), now);
  }

  private static void requireBindable(ObjectNode pod) {
    String name = Json.textAt(pod, "metadata", "name");
    String node = Json.textAt(pod, "spec", "nodeName");
    if (pod.path("metadata").has("deletionTimestamp")) {
      throw conflict(name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    if (!node.isEmpty()) {
      throw conflict(name, "pod " + name + " is already assigned to node \"" + node + "\"");
    }
    if (!Json.at(pod, "spec", "schedulingGates").isEmpty()) {
      throw conflict(name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
  }

  private static ApiException conflict(String name, String why) {
    return ApiException.conflict(BINDINGS, name, why);
  }

  private static void setScheduled(ArrayNode conditions, Instant now) {
    for (int i = conditions.size() - 1; i >= 0; i--) {
      if (Values.text(conditions.path(i), "type").equals("PodScheduled")) {
        conditions.remove(i);
      }
    }
    ObjectNode scheduled = conditions.addObject();
    scheduled.put("type", "PodScheduled").put("status", "True").putNull("lastProbeTime");
    scheduled.put("lastTransitionTime", Timestamps.seconds(now));
  }
}
