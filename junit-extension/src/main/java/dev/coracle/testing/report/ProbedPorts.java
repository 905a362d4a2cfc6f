// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import dev.coracle.api.model.Container;
import dev.coracle.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The ports that the probes of a container ask, and at which nothing listens. */
final class ProbedPorts {

  private ProbedPorts() {}

  /** A line for each such probe. */
  static List<String> unanswered(Snapshot snapshot, Pod pod, String container) {
    return pod.spec().container(container).stream()
        .flatMap(
            spec ->
                Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                    .flatMap(probe -> unanswered(snapshot, pod, spec, probe).stream()))
        .toList();
  }

  private static Optional<String> unanswered(
      Snapshot snapshot, Pod pod, Container container, String probe) {
    JsonNode action = action(container.json().path(probe));
    JsonNode port = action.path("port");
    boolean elsewhere = !action.path("host").asString("").isEmpty();
    if (!port.isNumber() || elsewhere || snapshot.containers().listens(pod.ip(), port.asInt())) {
      return Optional.empty();
    }
    return Optional.of(
        "its %s asks port %d, where nothing listens%s"
            .formatted(probe, port.asInt(), declared(container)));
  }

  private static JsonNode action(JsonNode probe) {
    return probe.has("httpGet") ? probe.path("httpGet") : probe.path("tcpSocket");
  }

  private static String declared(Container container) {
    String ports =
        container
            .json()
            .path("ports")
            .valueStream()
            .map(port -> port.path("containerPort").asString())
            .collect(Collectors.joining(", "));
    return ports.isEmpty() ? " (it declares no ports)" : " (it declares " + ports + ")";
  }
}
