// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import dev.coracle.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a cluster is still waiting for before everything in it is as it should be. */
final class Readiness {

  private static final List<ResourceType> WAITED_FOR =
      List.of(
          ResourceType.DEPLOYMENTS,
          ResourceType.STATEFUL_SETS,
          ResourceType.REPLICA_SETS,
          ResourceType.PODS,
          ResourceType.SERVICES);

  private final KubeClient client;
  private final ListOptions scope;

  /**
   * What a namespace is waiting for.
   *
   * @param namespace empty for all
   */
  Readiness(KubeClient client, String namespace) {
    this.client = client;
    this.scope = ListOptions.inNamespace(namespace);
  }

  /** The objects that are not ready; empty when all are. */
  List<Missing> missing() {
    List<Missing> all = new ArrayList<>();
    for (ResourceType type : WAITED_FOR) {
      each(type, all, scope);
    }
    return all;
  }

  /** The objects of a kind with certain labels that are not ready. */
  List<Missing> missing(ResourceType type, Selector labels) {
    List<Missing> all = new ArrayList<>();
    each(type, all, scope.withLabels(labels));
    return all;
  }

  /** What an object is missing; empty when nothing, as for kinds that are always ready. */
  static String missing(ResourceType type, KubeObject object) {
    return switch (type.qualifiedName()) {
      case "deployments.apps" -> deployment(object);
      case "statefulsets.apps" -> statefulSet(object);
      case "replicasets.apps" -> replicaSet(object);
      case "pods" -> pod(object);
      case "services" -> service(object);
      default -> "";
    };
  }

  private void each(ResourceType type, List<Missing> all, ListOptions selection) {
    for (KubeObject object : client.list(type, selection).items()) {
      String missing = missing(type, object);
      if (!missing.isEmpty()) {
        all.add(new Missing(type, object, missing));
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
    return "phase " + pod.text("status", "phase") + ", not ready";
  }

  private static String service(KubeObject service) {
    return new Service(service).wantsLoadBalancer()
            && service.at("status", "loadBalancer", "ingress").isEmpty()
        ? "no load-balancer address yet"
        : "";
  }
}
