// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Pod's spec gets where it is silent, as far as it follows from its other fields. */
public final class PodDefaults {

  private static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private PodDefaults() {}

  /** The defaults of a Pod: those of every spec, and what a template does not get. */
  static void applyToPod(ObjectNode pod) {
    ObjectNode spec = Json.objectAt(pod, "spec");
    apply(spec);
    for (String list : List.of("initContainers", "containers")) {
      spec.path(list).forEach(PodDefaults::requestLimits);
      if (spec.path("hostNetwork").asBoolean(false)) {
        spec.path(list).forEach(PodDefaults::hostPorts);
      }
    }
    requestLimitsOfAll(spec);
  }

  /** The defaults of every Pod spec, in a Pod or in a template. */
  static void apply(ObjectNode spec) {
    mirrorServiceAccount(spec);
    spec.path("volumes").forEach(PodDefaults::emptyDir);
    for (String list : CONTAINER_LISTS) {
      spec.path(list).forEach(PodDefaults::pullPolicy);
    }
  }

  /** The deprecated name of the field is served for those who still read it. */
  public static void mirrorServiceAccount(ObjectNode spec) {
    String name = Json.textAt(spec, "serviceAccountName");
    String deprecated = Json.textAt(spec, "serviceAccount");
    if (!name.isEmpty()) {
      spec.put("serviceAccount", name);
    } else if (!deprecated.isEmpty()) {
      spec.put("serviceAccountName", deprecated);
    }
  }

  private static void emptyDir(JsonNode volume) {
    if (volume instanceof ObjectNode object && VolumeSourceRules.sources(volume).isEmpty()) {
      object.putObject("emptyDir");
    }
  }

  private static void pullPolicy(JsonNode container) {
    if (container instanceof ObjectNode object) {
      String image = Json.textAt(object, "image");
      Json.defaultText(object, "imagePullPolicy", isLatest(image) ? "Always" : "IfNotPresent");
    }
  }

  /** Whether an image moves: its tag is {@code latest}, or it has neither tag nor digest. */
  private static boolean isLatest(String image) {
    if (image.isEmpty() || image.contains("@")) {
      return false;
    }
    String last = image.substring(image.lastIndexOf('/') + 1);
    return !last.contains(":") || last.endsWith(":latest");
  }

  private static void requestLimits(JsonNode container) {
    if (!(container.path("resources").path("limits") instanceof ObjectNode limits)
        || limits.isEmpty()) {
      return;
    }
    ObjectNode requests = Json.objectAt((ObjectNode) container.path("resources"), "requests");
    for (Map.Entry<String, JsonNode> limit : limits.properties()) {
      if (!requests.has(limit.getKey())) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
  }

  /**
   * A Pod asks as a whole for what it is limited to as a whole, unless its containers say what they
   * ask for. See <a
   * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/v1/defaults.go">defaultPodRequests</a>.
   */
  private static void requestLimitsOfAll(ObjectNode spec) {
    if (!(spec.path("resources").path("limits") instanceof ObjectNode limits) || limits.isEmpty()) {
      return;
    }
    ObjectNode requests = Json.objectAt((ObjectNode) spec.path("resources"), "requests");
    for (Map.Entry<String, JsonNode> limit : limits.properties()) {
      String resource = limit.getKey();
      boolean asked =
          CONTAINER_LISTS.stream()
              .flatMap(list -> spec.path(list).valueStream())
              .anyMatch(c -> c.path("resources").path("requests").has(resource));
      if (!asked && !requests.has(resource)) {
        requests.set(resource, limit.getValue());
      }
    }
  }

  private static void hostPorts(JsonNode container) {
    for (JsonNode port : container.path("ports")) {
      if (port instanceof ObjectNode object && port.path("hostPort").asInt(0) == 0) {
        object.set("hostPort", port.path("containerPort"));
      }
    }
  }
}
