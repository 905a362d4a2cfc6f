// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import dev.coracle.api.model.Deployment;
import tools.jackson.databind.JsonNode;

/**
 * How far a rollout may leave the number asked for.
 *
 * @param replicas the number asked for
 * @param surge how many Pods there may be beyond it
 * @param unavailable how many may be missing from it
 */
record DeploymentLimits(int replicas, int surge, int unavailable) {

  static DeploymentLimits of(Deployment deployment) {
    if (deployment.isRecreate()) {
      return new DeploymentLimits(deployment.replicas(), 0, 0);
    }
    return of(deployment.replicas(), deployment.maxSurge(), deployment.maxUnavailable());
  }

  /** The limits in numbers; a share of Pods to add is rounded up, of Pods to miss down. */
  static DeploymentLimits of(int replicas, JsonNode maxSurge, JsonNode maxUnavailable) {
    int surge = scaled(maxSurge, replicas, true);
    int unavailable = scaled(maxUnavailable, replicas, false);
    if (surge == 0 && unavailable == 0) {
      // With neither, nothing could ever move.
      unavailable = 1;
    }
    return new DeploymentLimits(replicas, surge, Math.min(unavailable, replicas));
  }

  private static int scaled(JsonNode value, int replicas, boolean up) {
    String text = value.asString("");
    if (!text.endsWith("%")) {
      return value.asInt(0);
    }
    long hundredfold = Long.parseLong(text.substring(0, text.length() - 1)) * replicas;
    return (int) (up ? -Math.floorDiv(-hundredfold, 100) : Math.floorDiv(hundredfold, 100));
  }

  int minAvailable() {
    return replicas - unavailable;
  }

  /** The most Pods there may be. */
  int maxReplicas() {
    return replicas + surge;
  }
}
