// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.nodelifecycle;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.controller.Taints;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How long a Pod tolerates the taints of its node that evict. */
final class TaintEviction {

  private TaintEviction() {}

  /** When the Pod must go; empty for never. */
  static Optional<Instant> deadline(KubeObject node, KubeObject pod, Instant now) {
    Optional<Instant> soonest = Optional.empty();
    for (JsonNode taint : node.at("spec", "taints")) {
      if (Json.textAt(taint, "effect").equals("NoExecute")) {
        Optional<Instant> deadline = deadline(taint, pod, now);
        if (deadline.isPresent() && (soonest.isEmpty() || deadline.get().isBefore(soonest.get()))) {
          soonest = deadline;
        }
      }
    }
    return soonest;
  }

  private static Optional<Instant> deadline(JsonNode taint, KubeObject pod, Instant now) {
    Optional<JsonNode> toleration =
        pod.at("spec", "tolerations")
            .valueStream()
            .filter(t -> Taints.tolerates(t, taint))
            .findFirst();
    if (toleration.isEmpty()) {
      return Optional.of(now);
    }
    JsonNode seconds = toleration.get().path("tolerationSeconds");
    String added = Json.textAt(taint, "timeAdded");
    Instant since = added.isEmpty() ? now : Instant.parse(added);
    return seconds.isNumber()
        ? Optional.of(since.plusSeconds(Math.max(0, seconds.asLong())))
        : Optional.empty();
  }
}
