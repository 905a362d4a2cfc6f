// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;
import static java.util.stream.Collectors.joining;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The columns of a table of Services. */
final class ServiceColumns {

  private static final String NOTHING = "<none>";

  static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              column("Type", 0, service -> service.text("spec", "type")),
              column("Cluster-IP", 0, ServiceColumns::clusterIp),
              column("External-IP", 0, ServiceColumns::externalIp),
              column("Port(s)", 0, ServiceColumns::ports),
              TableColumns.age(),
              column("Selector", 1, ServiceColumns::selector)));

  private ServiceColumns() {}

  private static Column column(String name, int priority, Function<KubeObject, String> cell) {
    return new Column(name, "string", "", priority, (service, now) -> cell.apply(service));
  }

  private static String clusterIp(KubeObject service) {
    return ServiceSpec.of(service).clusterIps().stream().findFirst().orElse(NOTHING);
  }

  private static String externalIp(KubeObject service) {
    ServiceSpec spec = ServiceSpec.of(service);
    List<String> external = new ArrayList<>(spec.texts("externalIPs"));
    return switch (spec.type()) {
      case "ClusterIP", "NodePort" -> joined(external, NOTHING);
      case LOAD_BALANCER -> {
        external.addAll(0, ingress(service));
        yield joined(external, "<pending>");
      }
      case "ExternalName" -> spec.text("externalName");
      default -> "<unknown>";
    };
  }

  private static List<String> ingress(KubeObject service) {
    return service
        .at("status", "loadBalancer", "ingress")
        .valueStream()
        .flatMap(entry -> Stream.of(address(entry)))
        .filter(address -> !address.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private static String address(JsonNode ingress) {
    String ip = ingress.path("ip").asString("");
    return ip.isEmpty() ? ingress.path("hostname").asString("") : ip;
  }

  private static String ports(KubeObject service) {
    return joined(
        ServiceSpec.of(service).ports().stream()
            .map(
                port ->
                    port.port()
                        + (port.nodePort() == 0 ? "" : ":" + port.nodePort())
                        + "/"
                        + port.protocol())
            .toList(),
        NOTHING);
  }

  private static String selector(KubeObject service) {
    return joined(
        new TreeMap<>(service.stringMap("spec", "selector"))
            .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList(),
        NOTHING);
  }

  private static String joined(List<String> values, String none) {
    return values.isEmpty() ? none : values.stream().collect(joining(","));
  }
}
