// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods without what the ServiceAccount admission adds: the recorded server ran without it. */
final class ServiceAccountFree {

  private ServiceAccountFree() {}

  static ObjectNode pod(ObjectNode given) {
    ObjectNode pod = given.deepCopy();
    ObjectNode spec = (ObjectNode) pod.path("spec");
    if (spec.path("serviceAccountName").asString("").equals("default")) {
      spec.remove("serviceAccountName");
      spec.remove("serviceAccount");
    }
    dropInjected(spec);
    return pod;
  }

  private static void dropInjected(ObjectNode spec) {
    Set<String> injected =
        spec.path("volumes")
            .valueStream()
            .map(volume -> volume.path("name").asString(""))
            .filter(name -> name.startsWith("kube-api-access-"))
            .collect(Collectors.toSet());
    if (injected.isEmpty()) {
      return;
    }
    Predicate<JsonNode> isInjected = item -> injected.contains(item.path("name").asString(""));
    drop(spec, "volumes", isInjected);
    Stream.of("containers", "initContainers", "ephemeralContainers")
        .flatMap(field -> spec.path(field).valueStream())
        .forEach(container -> drop((ObjectNode) container, "volumeMounts", isInjected));
  }

  private static void drop(ObjectNode holder, String field, Predicate<JsonNode> unwanted) {
    if (holder.path(field) instanceof ArrayNode items) {
      items.removeIf(unwanted);
      if (items.isEmpty()) {
        holder.remove(field);
      }
    }
  }
}
