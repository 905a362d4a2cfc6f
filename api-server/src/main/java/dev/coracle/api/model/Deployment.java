// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import tools.jackson.databind.JsonNode;

/** A Deployment as its readers see it. */
public record Deployment(KubeObject object) implements Workload {

  public boolean isRecreate() {
    return object.text("spec", "strategy", "type").equals("Recreate");
  }

  /** A number or a percentage; missing where the strategy is Recreate. */
  public JsonNode maxSurge() {
    return object.at("spec", "strategy", "rollingUpdate", "maxSurge");
  }

  /** A number or a percentage; missing where the strategy is Recreate. */
  public JsonNode maxUnavailable() {
    return object.at("spec", "strategy", "rollingUpdate", "maxUnavailable");
  }

  public boolean isPaused() {
    return object.at("spec", "paused").asBoolean(false);
  }

  public int revisionHistoryLimit() {
    return object.number(10, "spec", "revisionHistoryLimit");
  }

  public int progressDeadlineSeconds() {
    return object.number(Integer.MAX_VALUE, "spec", "progressDeadlineSeconds");
  }

  /** The condition of a type; a missing node where there is none. */
  public JsonNode condition(String type) {
    return Conditions.find(object, type);
  }
}
