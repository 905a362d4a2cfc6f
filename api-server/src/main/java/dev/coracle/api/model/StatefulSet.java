// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import tools.jackson.databind.JsonNode;

/** A StatefulSet as its readers see it. */
public record StatefulSet(KubeObject object) implements Workload {

  /** The Service that gives its Pods their names; may be empty. */
  public String serviceName() {
    return object.text("spec", "serviceName");
  }

  /** The ordinal of its first Pod. */
  public int startOrdinal() {
    return object.number(0, "spec", "ordinals", "start");
  }

  /** Whether Pods start and stop without waiting for each other. */
  public boolean isParallel() {
    return object.text("spec", "podManagementPolicy").equals("Parallel");
  }

  /** Whether Pods are replaced only when somebody deletes them. */
  public boolean isOnDelete() {
    return object.text("spec", "updateStrategy", "type").equals("OnDelete");
  }

  public int partition() {
    return object.number(0, "spec", "updateStrategy", "rollingUpdate", "partition");
  }

  public int revisionHistoryLimit() {
    return object.number(10, "spec", "revisionHistoryLimit");
  }

  public JsonNode volumeClaimTemplates() {
    return object.at("spec", "volumeClaimTemplates");
  }
}
