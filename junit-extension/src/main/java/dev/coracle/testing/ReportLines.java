// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Pod;
import dev.coracle.testing.report.Snapshot;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One line of a report for one object. */
final class ReportLines {

  private ReportLines() {}

  static String pod(KubeObject object) {
    Pod pod = new Pod(object);
    return "%s %s%s%s on %s at %s%s"
        .formatted(
            object.key(),
            pod.phase().isEmpty() ? "Pending" : pod.phase(),
            pod.isReady() ? " ready" : " not ready",
            pod.isDeleting() ? " terminating" : "",
            orNone(pod.nodeName()),
            orNone(pod.ip()),
            containers(object));
  }

  private static String containers(KubeObject pod) {
    return pod.at("status", "containerStatuses")
        .valueStream()
        .map(ReportLines::container)
        .collect(Collectors.joining());
  }

  private static String container(JsonNode status) {
    JsonNode state = status.path("state");
    String reason =
        state.path("waiting").path("reason").asString("")
            + state.path("terminated").path("reason").asString("");
    return " [%s %s%s, %d restarts]"
        .formatted(
            status.path("name").asString(""),
            status.path("ready").asBoolean(false) ? "ready" : "not ready",
            reason.isEmpty() ? "" : " " + reason,
            status.path("restartCount").asInt(0));
  }

  static String service(KubeObject service) {
    return "%s %s %s%s ports %s"
        .formatted(
            service.key(),
            service.text("spec", "type"),
            orNone(service.text("spec", "clusterIP")),
            externalAddresses(service),
            service
                .at("spec", "ports")
                .valueStream()
                .map(ReportLines::port)
                .collect(Collectors.joining(", ")));
  }

  private static String externalAddresses(KubeObject service) {
    return service
        .at("status", "loadBalancer", "ingress")
        .valueStream()
        .map(e -> " external " + e.path("ip").asString(e.path("hostname").asString("")))
        .collect(Collectors.joining());
  }

  private static String port(JsonNode port) {
    int nodePort = port.path("nodePort").asInt(0);
    return port.path("port").asInt(0)
        + (nodePort == 0 ? "" : ":" + nodePort)
        + "/"
        + port.path("protocol").asString("TCP")
        + " -> "
        + port.path("targetPort").asString("");
  }

  static String endpoints(KubeObject slice) {
    List<String> all = slice.at("endpoints").valueStream().map(ReportLines::endpoint).toList();
    String service = slice.labels().getOrDefault("kubernetes.io/service-name", slice.name());
    return "%s/%s: %s"
        .formatted(slice.namespace(), service, all.isEmpty() ? "none" : String.join(", ", all));
  }

  private static String endpoint(JsonNode endpoint) {
    JsonNode conditions = endpoint.path("conditions");
    return endpoint.path("addresses").path(0).asString("")
        + (conditions.path("ready").asBoolean(true) ? "" : " not ready")
        + (conditions.path("terminating").asBoolean(false) ? " terminating" : "");
  }

  static String event(KubeObject event) {
    int count = event.number(1, "count");
    return "%s %s %s %s/%s %s: %s%s"
        .formatted(
            Snapshot.eventTime(event),
            event.text("type"),
            event.text("involvedObject", "kind"),
            event.namespace(),
            event.text("involvedObject", "name"),
            event.text("reason"),
            event.text("message"),
            count > 1 ? " (x" + count + ")" : "");
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }
}
