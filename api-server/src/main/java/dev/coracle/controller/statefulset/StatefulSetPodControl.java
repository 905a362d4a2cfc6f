// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.statefulset;

import static dev.coracle.api.ResourceType.PODS;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.model.StatefulSet;
import dev.coracle.controller.DocumentTrees;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The making, changing and deleting of a StatefulSet's Pods, with the Events that tell of it. */
final class StatefulSetPodControl {

  private final KubeClient client;
  private final EventRecorder events;

  StatefulSetPodControl(KubeClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  /** Makes a Pod, if it needs no claims; the refusal where there was one. */
  Optional<ApiException> create(StatefulSet set, ObjectNode pod) {
    String name = Json.textAt(pod, "metadata", "name");
    for (JsonNode template : set.volumeClaimTemplates()) {
      return Optional.of(refuseClaim(set, template, name));
    }
    return perform("Create", set, name, () -> client.create(PODS, KubeObject.of(pod)));
  }

  private ApiException refuseClaim(StatefulSet set, JsonNode template, String pod) {
    ApiException refusal = ApiException.notImplemented("the kind PersistentVolumeClaim");
    String claim = Json.textAt(template, "metadata", "name") + "-" + pod;
    events.warning(
        set.object(),
        "FailedCreate",
        "create Claim "
            + claim
            + " for Pod "
            + pod
            + " in StatefulSet "
            + set.object().name()
            + " failed error: "
            + refusal.getMessage());
    return refusal;
  }

  Optional<ApiException> delete(StatefulSet set, KubeObject pod) {
    return perform("Delete", set, pod.name(), () -> client.delete(PODS, pod.key()));
  }

  /** Gives a Pod back the label of its name. */
  Optional<ApiException> identify(StatefulSet set, KubeObject pod) {
    return perform(
        "Update",
        set,
        pod.name(),
        () ->
            client.patch(
                PODS,
                pod.key(),
                DocumentTrees.patchOf(pod, body -> StatefulSetPods.identify(body, pod))));
  }

  private interface Action {
    KubeObject perform();
  }

  private Optional<ApiException> perform(String verb, StatefulSet set, String pod, Action action) {
    String what =
        verb.toLowerCase(Locale.ROOT) + " Pod " + pod + " in StatefulSet " + set.object().name();
    try {
      KubeObject ignored = action.perform();
      events.normal(set.object(), "Successful" + verb, what + " successful");
      return Optional.empty();
    } catch (ApiException e) {
      if (e.isNotFound() && verb.equals("Delete")) {
        return Optional.empty();
      }
      if (!e.isAlreadyExists() && !e.isConflict()) {
        events.warning(set.object(), "Failed" + verb, what + " failed error: " + e.getMessage());
      }
      return Optional.of(e);
    }
  }

  void tellReplacing(StatefulSet set, KubeObject pod, boolean failed) {
    String subject = "StatefulSet " + set.object().key() + " is recreating ";
    if (failed) {
      events.warning(set.object(), "RecreatingFailedPod", subject + "failed Pod " + pod.name());
    } else {
      events.normal(
          set.object(), "RecreatingTerminatedPod", subject + "terminated Pod " + pod.name());
    }
  }
}
