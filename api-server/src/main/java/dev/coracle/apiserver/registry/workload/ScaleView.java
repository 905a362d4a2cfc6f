// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code scale} subresource of a workload: its replicas as an autoscaling/v1 Scale. */
final class ScaleView implements SubresourceStrategy.View {

  /** The one subresource of workloads besides their status. */
  static final Map<String, SubresourceStrategy> SUBRESOURCES = Map.of("scale", new ScaleView());

  /** The kind of the view. */
  public static final ResourceType SCALES =
      new ResourceType("autoscaling", "v1", "scales", "scale", "Scale", true);

  /** The Scale of a workload. */
  @Override
  public ObjectNode of(KubeObject parent) {
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String member :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      String value = parent.text("metadata", member);
      if (!value.isEmpty()) {
        metadata.put(member, value);
      }
    }
    ObjectNode spec = scale.putObject("spec");
    int replicas = parent.number(0, "spec", "replicas");
    if (replicas != 0) {
      spec.put("replicas", replicas);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", parent.number(0, "status", "replicas"));
    String selector = LabelSelectors.text(parent.at("spec", "selector"));
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  /** A Scale without replicas means none. */
  @Override
  public void apply(ObjectNode scale, ObjectNode parent) {
    validate(scale, Json.textAt(parent, "metadata", "name"));
    Json.objectAt(parent, "spec").put("replicas", Json.at(scale, "spec", "replicas").asInt(0));
    ObjectNode metadata = Json.objectAt(parent, "metadata");
    for (String member : List.of("resourceVersion", "uid")) {
      String value = Json.textAt(scale, "metadata", member);
      if (!value.isEmpty()) {
        metadata.put(member, value);
      }
    }
  }

  private static void validate(ObjectNode scale, String parent) {
    String name = Json.textAt(scale, "metadata", "name");
    if (!name.isEmpty() && !name.equals(parent)) {
      throw ApiException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, parent));
    }
    JsonNode replicas = Json.at(scale, "spec", "replicas");
    if (replicas.isNumber() && replicas.asLong() < 0) {
      FieldErrors errors = new FieldErrors();
      errors.invalid("spec.replicas", replicas, Values.NOT_NEGATIVE);
      throw ApiException.invalid(SCALES, parent, errors.list());
    }
  }
}
