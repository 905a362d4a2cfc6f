// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The columns of a table of Endpoints. */
final class EndpointsColumns {

  private static final int SHOWN = 3;

  static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              new Column("Endpoints", "string", "", 0, (o, now) -> endpoints(o)),
              TableColumns.age()));

  private EndpointsColumns() {}

  private static String endpoints(KubeObject endpoints) {
    JsonNode subsets = endpoints.at("subsets");
    if (subsets.isEmpty()) {
      return "<none>";
    }
    List<String> all = new ArrayList<>();
    for (JsonNode subset : subsets) {
      add(subset, all);
    }
    return some(all, "");
  }

  private static void add(JsonNode subset, List<String> all) {
    List<String> ips =
        subset.path("addresses").valueStream().map(a -> a.path("ip").asString("")).toList();
    if (subset.path("ports").isEmpty()) {
      all.addAll(ips);
    }
    for (JsonNode port : subset.path("ports")) {
      ips.forEach(ip -> all.add(hostPort(ip, port.path("port").asInt(0))));
    }
  }

  private static String hostPort(String ip, int port) {
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
  }

  /** The first few values, and how many more there are. */
  static String some(List<String> values, String none) {
    if (values.isEmpty()) {
      return none;
    }
    String shown = String.join(",", values.subList(0, Math.min(SHOWN, values.size())));
    int more = values.size() - SHOWN;
    return more > 0 ? shown + " + " + more + " more..." : shown;
  }
}
