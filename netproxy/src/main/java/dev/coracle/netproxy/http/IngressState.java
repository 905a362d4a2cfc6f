// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An immutable picture of everything that a request through the Ingress needs. */
record IngressState(
    IngressRoutes routes,
    Map<ObjectKey, KubeObject> services,
    Map<ObjectKey, List<KubeObject>> slices,
    Map<String, SslContext> certificates) {

  static final IngressState EMPTY =
      new IngressState(IngressRoutes.of(List.of()), Map.of(), Map.of(), Map.of());

  private static final String SERVICE = "kubernetes.io/service-name";

  static IngressState of(
      List<IngressSpec> ingresses,
      Iterable<KubeObject> services,
      Iterable<KubeObject> slices,
      Map<String, SslContext> certificates) {
    Map<ObjectKey, KubeObject> byKey = new HashMap<>();
    services.forEach(service -> byKey.put(service.key(), service));
    Map<ObjectKey, List<KubeObject>> byService = new HashMap<>();
    for (KubeObject slice : slices) {
      String name = slice.labels().getOrDefault(SERVICE, "");
      byService
          .computeIfAbsent(ObjectKey.of(slice.namespace(), name), key -> new ArrayList<>())
          .add(slice);
    }
    return new IngressState(
        IngressRoutes.of(ingresses), byKey, byService, Map.copyOf(certificates));
  }

  /** The certificate for a server name: its own, or the one of its wildcard. */
  Optional<SslContext> certificate(String serverName) {
    String name = serverName.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(certificates.get(name))
        .or(() -> Optional.ofNullable(certificates.get(IngressRoutes.wildcardOf(name))));
  }

  /** The ready endpoints of a backend; none where the Service or its port is missing. */
  List<IngressEndpoint> endpoints(IngressBackend backend) {
    KubeObject service = services.get(backend.service());
    if (service == null) {
      return List.of();
    }
    Optional<JsonNode> port =
        service
            .at("spec", "ports")
            .valueStream()
            .filter(each -> isPort(each, backend.port()))
            .findFirst();
    String name = port.map(found -> found.path("name").asString("")).orElse("");
    if (service.text("spec", "type").equals("ExternalName")) {
      return external(service.text("spec", "externalName"), port, backend);
    }
    return port.isPresent() ? endpoints(backend.service(), name) : List.of();
  }

  /** The name is the only endpoint; a port that the Service does not list is taken as it is. */
  private static List<IngressEndpoint> external(
      String name, Optional<JsonNode> port, IngressBackend backend) {
    boolean isNumber = backend.port().matches("[0-9]+");
    if (port.isEmpty() && !isNumber) {
      return List.of();
    }
    int number = port.map(found -> found.path("port").asInt(0)).orElse(0);
    return List.of(
        new IngressEndpoint(name, number > 0 ? number : Integer.parseInt(backend.port())));
  }

  private static boolean isPort(JsonNode port, String wanted) {
    return port.path("port").asString("").equals(wanted)
        || port.path("name").asString("").equals(wanted);
  }

  private List<IngressEndpoint> endpoints(ObjectKey service, String portName) {
    List<IngressEndpoint> ready = new ArrayList<>();
    for (KubeObject slice : slices.getOrDefault(service, List.of())) {
      slice
          .at("ports")
          .valueStream()
          .filter(port -> port.path("name").asString("").equals(portName))
          .forEach(port -> addReady(slice, port.path("port").asInt(0), ready));
    }
    return ready.stream().distinct().toList();
  }

  private static void addReady(KubeObject slice, int port, List<IngressEndpoint> ready) {
    for (JsonNode endpoint : slice.at("endpoints")) {
      if (endpoint.path("conditions").path("ready").asBoolean(true)) {
        // Addresses of one endpoint are the same Pod; the first stands for all.
        ready.add(new IngressEndpoint(endpoint.path("addresses").path(0).asString(""), port));
      }
    }
  }

  /** Why a backend has nobody to answer, for people. */
  String reasonOfNone(IngressBackend backend) {
    if (!services.containsKey(backend.service())) {
      return "service " + backend.service() + " not found";
    }
    return "service " + backend.service() + " has no ready endpoint for port " + backend.port();
  }
}
