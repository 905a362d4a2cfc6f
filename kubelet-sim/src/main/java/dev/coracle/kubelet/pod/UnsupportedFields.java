// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a Pod's document asks for and its node does not do: nothing of it stays unsaid. */
final class UnsupportedFields {

  private static final List<String> OF_PODS =
      List.of("hostPID", "hostIPC", "shareProcessNamespace", "resourceClaims");
  private static final List<String> OF_CONTAINERS = List.of("volumeDevices");
  private static final String IGNORED = ": accepted, but not acted on by Coracle";

  private UnsupportedFields() {}

  /** A text for each field that is not acted on. */
  static List<String> of(PodSpec pod) {
    List<String> found = new ArrayList<>();
    for (String field : OF_PODS) {
      if (asks(pod.object().at("spec", field))) {
        found.add("spec." + field + IGNORED);
      }
    }
    addAll("spec.initContainers", pod.initContainers(), found);
    addAll("spec.containers", pod.containers(), found);
    return found;
  }

  private static boolean asks(JsonNode value) {
    return value.isBoolean() ? value.asBoolean() : !value.isMissingNode() && !value.isNull();
  }

  private static void addAll(String path, List<ContainerSpec> containers, List<String> found) {
    for (ContainerSpec container : containers) {
      String at = path + "{" + container.name() + "}.";
      OF_CONTAINERS.stream()
          .filter(field -> container.json().has(field))
          .forEach(field -> found.add(at + field + IGNORED));
      if (restartsAll(container)) {
        found.add(
            at
                + "restartPolicyRules: action RestartAllContainers: only the container itself is"
                + " started again");
      }
      if (container.json().path("lifecycle").has("stopSignal")) {
        found.add(at + "lifecycle.stopSignal: programs are always stopped by SIGTERM");
      }
    }
  }

  private static boolean restartsAll(ContainerSpec container) {
    return container
        .json()
        .path("restartPolicyRules")
        .valueStream()
        .anyMatch(rule -> rule.path("action").asString("").equals("RestartAllContainers"));
  }
}
