// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.EventRecorder;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The making and deleting of Pods for an owner, with the Events that tell of it. */
public final class PodControl {

  /** As many Pods as one pass makes or deletes at most. */
  public static final int BURST = 500;

  private final KubeClient client;
  private final EventRecorder events;

  public PodControl(KubeClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  /** A Pod of a template, not yet named, managed by the owner. */
  public static ObjectNode podOf(JsonNode template, KubeObject owner, ResourceType ownerType) {
    ObjectNode pod = Json.object();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata").put("namespace", owner.namespace());
    for (String member : List.of("labels", "annotations", "finalizers")) {
      JsonNode value = template.path("metadata").path(member);
      if (!value.isEmpty()) {
        metadata.set(member, value.deepCopy());
      }
    }
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controllerOf(ownerType, owner).toJson());
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  /** Makes a Pod, and tells of it; the refusal where there was one. */
  public Optional<ApiException> create(KubeObject owner, ObjectNode pod) {
    try {
      KubeObject created = client.create(ResourceType.PODS, KubeObject.of(pod));
      events.normal(owner, "SuccessfulCreate", "Created pod: " + created.name());
      return Optional.empty();
    } catch (ApiException e) {
      if (!isNamespaceTerminating(e)) {
        events.warning(owner, "FailedCreate", "Error creating: " + e.getMessage());
      }
      return Optional.of(e);
    }
  }

  /** Deletes a Pod, and tells of it; the refusal where there was one. */
  public Optional<ApiException> delete(KubeObject owner, KubeObject pod) {
    try {
      client.delete(ResourceType.PODS, pod.key());
      events.normal(owner, "SuccessfulDelete", "Deleted pod: " + pod.name());
      return Optional.empty();
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      events.warning(owner, "FailedDelete", "Error deleting: " + e.getMessage());
      return Optional.of(e);
    }
  }

  public static boolean isNamespaceTerminating(ApiException refusal) {
    for (JsonNode cause : refusal.toStatus().at("/details/causes")) {
      if (cause.path("reason").asString("").equals("NamespaceTerminating")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Does something many times in batches of 1, 2, 4 …, and stops after the first batch in which
   * something was refused: what would be refused a thousand times is not tried a thousand times.
   */
  public static Optional<ApiException> inBatches(
      int count, IntFunction<Optional<ApiException>> action) {
    int done = 0;
    for (int batch = 1; done < count; batch *= 2) {
      Optional<ApiException> refused = Optional.empty();
      int end = Math.min(count, done + batch);
      while (done < end) {
        Optional<ApiException> result = action.apply(done++);
        refused = refused.or(() -> result);
      }
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }
}
