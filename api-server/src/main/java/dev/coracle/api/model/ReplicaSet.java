// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import tools.jackson.databind.JsonNode;

/** A ReplicaSet as its readers see it. */
public record ReplicaSet(KubeObject object) implements Workload {

  public int statusReplicas() {
    return object.number(0, "status", "replicas");
  }

  public int readyReplicas() {
    return object.number(0, "status", "readyReplicas");
  }

  public int availableReplicas() {
    return object.number(0, "status", "availableReplicas");
  }

  public long observedGeneration() {
    return object.at("status", "observedGeneration").asLong(0);
  }

  /** The condition of a type; a missing node where there is none. */
  public JsonNode condition(String type) {
    return Conditions.find(object, type);
  }
}
