// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import dev.coracle.api.Json;
import tools.jackson.databind.JsonNode;

/** What is said about volumes of types that are not implemented. */
final class UnsupportedVolume {

  static final String REMEDY =
      "remove it, or have an empty directory in its place with unsupportedVolumes(EMPTY)";

  private UnsupportedVolume() {}

  /** Why a volume cannot be mounted. There are no claims, so none is ever found. */
  static String message(JsonNode volume) {
    String type =
        volume.propertyNames().stream().filter(n -> !n.equals("name")).findFirst().orElse("none");
    String claim = Json.textAt(volume, "persistentVolumeClaim", "claimName");
    if (!claim.isEmpty()) {
      return "persistentvolumeclaim \""
          + claim
          + "\" not found (volume "
          + Json.textAt(volume, "name")
          + "; Coracle has no persistent volumes)";
    }
    return "volume "
        + Json.textAt(volume, "name")
        + ": type "
        + type
        + " is not implemented by Coracle";
  }
}
