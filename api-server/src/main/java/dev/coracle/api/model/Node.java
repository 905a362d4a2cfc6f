// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A Node as its readers see it. */
public record Node(KubeObject object) {

  public String name() {
    return object.name();
  }

  /** Whether it refuses new Pods. */
  public boolean isUnschedulable() {
    return object.at("spec", "unschedulable").asBoolean(false);
  }

  public JsonNode taints() {
    return object.at("spec", "taints");
  }

  public boolean isReady() {
    return condition("Ready").path("status").asString("").equals("True");
  }

  /** The condition of a type; a missing node where there is none. */
  public JsonNode condition(String type) {
    return Conditions.find(object, type);
  }

  /** The zone it says it is in; empty where it says none. */
  public String zone() {
    return object.text("metadata", "labels", "topology.kubernetes.io/zone");
  }

  /** Its first address of a type such as {@code InternalIP}; empty where there is none. */
  public String address(String type) {
    return addresses(type).stream().findFirst().orElse("");
  }

  /** Its addresses of a type; one of each family has the primary one first. */
  public List<String> addresses(String type) {
    return object
        .at("status", "addresses")
        .valueStream()
        .filter(address -> address.path("type").asString("").equals(type))
        .map(address -> address.path("address").asString(""))
        .toList();
  }
}
