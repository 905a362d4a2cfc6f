// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.Json;
import dev.coracle.api.model.Pod;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The claims of a Pod's volumes. The kind PersistentVolumeClaim is not served, so none of them is
 * ever found. Pure.
 *
 * <p>The texts are those of <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/scheduler/framework/plugins/volumebinding/volume_binding.go">podHasPVCs</a>.
 */
final class VolumeClaims {

  private VolumeClaims() {}

  /** Why the Pod cannot be scheduled on any node; empty for one whose volumes need no claim. */
  static Optional<String> missing(Pod pod) {
    return pod.spec()
        .json()
        .path("volumes")
        .valueStream()
        .flatMap(volume -> missing(pod, volume).stream())
        .findFirst();
  }

  private static Optional<String> missing(Pod pod, JsonNode volume) {
    if (volume.has("persistentVolumeClaim")) {
      String claim = Json.textAt(volume, "persistentVolumeClaim", "claimName");
      return Optional.of("persistentvolumeclaim \"" + claim + "\" not found");
    }
    if (volume.has("ephemeral")) {
      return Optional.of(
          "waiting for ephemeral volume controller to create the persistentvolumeclaim \""
              + pod.name()
              + "-"
              + Json.textAt(volume, "name")
              + "\"");
    }
    return Optional.empty();
  }

  /** What to do about it; Kubernetes' own text does not say that nothing will ever come. */
  static String remedy(String missing) {
    return missing
        + ": Coracle has no persistent volumes; remove the volume, or have an empty directory in"
        + " its place with unsupportedVolumes(EMPTY)";
  }
}
