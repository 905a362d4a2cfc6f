// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a cluster is still waiting for before everything in it is as it should be. */
final class Readiness {

  private final KubeClient client;

  Readiness(KubeClient client) {
    this.client = client;
  }

  /** One line for each object that is not ready; empty when all are. */
  List<String> missing() {
    List<String> lines = new ArrayList<>();
    each(ResourceType.DEPLOYMENTS, lines, Readiness::deployment);
    each(ResourceType.STATEFUL_SETS, lines, Readiness::statefulSet);
    each(ResourceType.REPLICA_SETS, lines, Readiness::replicaSet);
    each(ResourceType.PODS, lines, Readiness::pod);
    each(ResourceType.SERVICES, lines, Readiness::service);
    return lines;
  }

  private interface Check {

    /** What is missing; empty when nothing is. */
    String of(KubeObject object);
  }

  private void each(ResourceType type, List<String> lines, Check check) {
    for (KubeObject object : client.list(type, ListOptions.ALL).items()) {
      String missing = check.of(object);
      if (!missing.isEmpty()) {
        lines.add(type.kind() + " " + object.key() + ": " + missing);
      }
    }
  }

  private static String deployment(KubeObject object) {
    if (object.at("spec", "paused").asBoolean(false)) {
      return "";
    }
    int wanted = object.number(1, "spec", "replicas");
    return observed(object)
            && object.number(0, "status", "updatedReplicas") == wanted
            && object.number(0, "status", "replicas") == wanted
            && object.number(0, "status", "availableReplicas") == wanted
        ? ""
        : object.number(0, "status", "availableReplicas")
            + " of "
            + wanted
            + " replicas are updated and available";
  }

  private static String statefulSet(KubeObject object) {
    int wanted = object.number(1, "spec", "replicas");
    boolean onDelete = object.text("spec", "updateStrategy", "type").equals("OnDelete");
    boolean current =
        onDelete
            || object
                .text("status", "currentRevision")
                .equals(object.text("status", "updateRevision"))
            || object.number(0, "spec", "updateStrategy", "rollingUpdate", "partition") > 0;
    return observed(object) && object.number(0, "status", "readyReplicas") == wanted && current
        ? ""
        : object.number(0, "status", "readyReplicas") + " of " + wanted + " replicas are ready";
  }

  private static String replicaSet(KubeObject object) {
    int wanted = object.number(1, "spec", "replicas");
    return observed(object) && object.number(0, "status", "readyReplicas") >= wanted
        ? ""
        : object.number(0, "status", "readyReplicas") + " of " + wanted + " replicas are ready";
  }

  private static boolean observed(KubeObject object) {
    return object.at("status", "observedGeneration").asLong(0) >= object.generation();
  }

  private static String pod(KubeObject pod) {
    if (pod.isDeleting() || pod.text("status", "phase").equals("Succeeded")) {
      return "";
    }
    for (JsonNode condition : pod.at("status", "conditions")) {
      if (Json.textAt(condition, "type").equals("Ready")
          && Json.textAt(condition, "status").equals("True")) {
        return "";
      }
    }
    return "phase " + pod.text("status", "phase") + ", not ready" + waiting(pod);
  }

  private static String waiting(KubeObject pod) {
    for (JsonNode status : pod.at("status", "containerStatuses")) {
      JsonNode waiting = Json.at(status, "state", "waiting");
      if (!waiting.isMissingNode()) {
        return " (" + Json.textAt(waiting, "reason") + " " + Json.textAt(waiting, "message") + ")";
      }
    }
    return "";
  }

  private static String service(KubeObject service) {
    return new Service(service).wantsLoadBalancer()
            && service.at("status", "loadBalancer", "ingress").isEmpty()
        ? "no load-balancer address yet"
        : "";
  }
}
