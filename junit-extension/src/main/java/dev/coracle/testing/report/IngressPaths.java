// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import dev.coracle.api.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The paths of an Ingress, each with where it leads. */
public final class IngressPaths {

  private final Snapshot snapshot;
  private final KubeObject ingress;

  public IngressPaths(Snapshot snapshot, KubeObject ingress) {
    this.snapshot = snapshot;
    this.ingress = ingress;
  }

  private record Path(String url, JsonNode backend) {}

  /** A line for each path, with what is wrong with it. */
  public List<String> lines() {
    String title = ingress.key() + " at " + address();
    return paths().stream().map(path -> title + " " + line(path)).toList();
  }

  private String address() {
    List<String> all =
        ingress
            .at("status", "loadBalancer", "ingress")
            .valueStream()
            .map(each -> each.path("ip").asString(each.path("hostname").asString("")))
            .toList();
    return all.isEmpty() ? "no address" : String.join(", ", all);
  }

  private List<Path> paths() {
    List<Path> paths = new ArrayList<>();
    JsonNode fallback = ingress.at("spec", "defaultBackend");
    if (fallback.isObject()) {
      paths.add(new Path("everything else", fallback));
    }
    for (JsonNode rule : ingress.at("spec", "rules")) {
      String host = rule.path("host").asString("*");
      for (JsonNode path : rule.path("http").path("paths")) {
        paths.add(new Path(host + path.path("path").asString("/"), path.path("backend")));
      }
    }
    return paths;
  }

  private String line(Path path) {
    return path.url
        + " -> "
        + target(path.backend)
        + wrong(path.backend)
            .map(why -> " (" + why + ")")
            .orElseGet(() -> " (" + endpoints(path.backend) + " ready endpoints)");
  }

  /** What is wrong with it; empty for a good one. */
  List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    for (Path path : paths()) {
      wrong(path.backend)
          .ifPresent(why -> reasons.add(path.url + " -> " + target(path.backend) + ": " + why));
    }
    if (ingress.at("status", "loadBalancer", "ingress").isEmpty()) {
      reasons.add("it has no address: " + unserved());
    }
    return reasons;
  }

  private String unserved() {
    String name = ingress.text("spec", "ingressClassName");
    return name.isEmpty() || name.equals("coracle")
        ? "nobody serves it"
        : "nobody serves class \"" + name + "\"";
  }

  private static String target(JsonNode backend) {
    JsonNode service = backend.path("service");
    JsonNode port = service.path("port");
    return service.path("name").asString("") + ":" + port.path("name").asString(number(port));
  }

  private static String number(JsonNode port) {
    return String.valueOf(port.path("number").asInt(0));
  }

  private Optional<KubeObject> service(JsonNode backend) {
    String name = backend.path("service").path("name").asString("");
    return snapshot.services().stream()
        .filter(each -> each.namespace().equals(ingress.namespace()) && each.name().equals(name))
        .findFirst();
  }

  private long endpoints(JsonNode backend) {
    return service(backend).map(each -> ServiceReasons.readyEndpoints(snapshot, each)).orElse(0L);
  }

  private Optional<String> wrong(JsonNode backend) {
    if (!backend.has("service")) {
      return Optional.empty();
    }
    Optional<KubeObject> service = service(backend);
    if (service.isEmpty()) {
      return Optional.of("there is no such Service");
    }
    List<String> ports =
        service.get().at("spec", "ports").valueStream().map(IngressPaths::port).toList();
    if (service.get().at("spec", "ports").valueStream().noneMatch(port -> isMeant(backend, port))) {
      return Optional.of(
          "the Service has no such port (its ports: " + String.join(", ", ports) + ")");
    }
    return endpoints(backend) == 0 ? Optional.of("no ready endpoint") : Optional.empty();
  }

  private static boolean isMeant(JsonNode backend, JsonNode port) {
    JsonNode wanted = backend.path("service").path("port");
    return wanted.has("name")
        ? wanted.path("name").equals(port.path("name"))
        : wanted.path("number").asInt(0) == port.path("port").asInt(0);
  }

  private static String port(JsonNode port) {
    String name = port.path("name").asString("");
    return port.path("port").asInt(0) + (name.isEmpty() ? "" : " " + name);
  }
}
