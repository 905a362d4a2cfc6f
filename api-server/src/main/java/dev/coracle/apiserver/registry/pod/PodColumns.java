// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The columns by which Pods are printed. */
final class PodColumns {

  static final TableColumns ALL =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Ready", pod -> PodSummary.of(pod).readyText()),
              Columns.text("Status", pod -> PodSummary.of(pod).status()),
              new Column("Restarts", "string", "", 0, PodColumns::restarts),
              TableColumns.age(),
              Columns.wide("IP", pod -> Columns.orNone(ip(pod))),
              Columns.wide("Node", pod -> Columns.orNone(pod.text("spec", "nodeName"))),
              Columns.wide(
                  "Nominated Node", pod -> Columns.orNone(pod.text("status", "nominatedNodeName"))),
              Columns.wide("Readiness Gates", PodColumns::readinessGates)));

  private PodColumns() {}

  private static String restarts(KubeObject pod, Instant now) {
    PodSummary summary = PodSummary.of(pod);
    return summary.restarts() == 0 || summary.lastRestart().isEmpty()
        ? String.valueOf(summary.restarts())
        : summary.restarts() + " (" + Columns.since(summary.lastRestart(), now) + " ago)";
  }

  private static String ip(KubeObject pod) {
    return pod.at("status", "podIPs").path(0).path("ip").asString("");
  }

  private static String readinessGates(KubeObject pod) {
    JsonNode gates = pod.at("spec", "readinessGates");
    if (gates.isEmpty()) {
      return Columns.NONE;
    }
    long open =
        gates
            .valueStream()
            .filter(gate -> isTrue(pod, gate.path("conditionType").asString("")))
            .count();
    return open + "/" + gates.size();
  }

  private static boolean isTrue(KubeObject pod, String type) {
    return PodSummary.conditionStatus(pod, type).equals("True");
  }
}
