// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Service;
import dev.coracle.api.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Pod as an endpoint of a Service: its entry in a slice, and the ports it serves.
 *
 * @param ports the Service's ports as this Pod resolves them; slices hold endpoints with equal ones
 */
record PodEndpoint(ObjectNode document, List<EndpointPort> ports) {

  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  static boolean hasEndpoint(KubeObject pod) {
    return !OVER.contains(pod.text("status", "phase"))
        && (!pod.at("status", "podIPs").isEmpty() || !pod.text("status", "podIP").isEmpty());
  }

  static boolean isReady(KubeObject pod) {
    for (JsonNode condition : pod.at("status", "conditions")) {
      if (Json.textAt(condition, "type").equals("Ready")) {
        return Json.textAt(condition, "status").equals("True");
      }
    }
    return false;
  }

  /** The endpoint of a Pod in one address family, if it has an address of it. */
  static Optional<PodEndpoint> of(
      KubeObject service, KubeObject pod, Optional<KubeObject> node, String family) {
    List<String> addresses = addresses(pod, family);
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode endpoint = Json.object();
    addresses.forEach(Json.arrayAt(endpoint, "addresses")::add);
    setConditions(endpoint.putObject("conditions"), service, pod);
    hostname(service, pod).ifPresent(name -> endpoint.put("hostname", name));
    endpoint.set("targetRef", reference(pod));
    String nodeName = pod.text("spec", "nodeName");
    if (!nodeName.isEmpty()) {
      endpoint.put("nodeName", nodeName);
    }
    node.map(n -> n.labels().getOrDefault("topology.kubernetes.io/zone", ""))
        .filter(zone -> !zone.isEmpty())
        .ifPresent(zone -> endpoint.put("zone", zone));
    return Optional.of(new PodEndpoint(endpoint, EndpointPort.all(service, pod)));
  }

  static List<String> addresses(KubeObject pod, String family) {
    List<String> found = new ArrayList<>();
    for (JsonNode ip : pod.at("status", "podIPs")) {
      String address = Json.textAt(ip, "ip");
      if (IpAddress.parseLegacy(address).filter(a -> isOf(a, family)).isPresent()) {
        found.add(address);
      }
    }
    return found;
  }

  private static boolean isOf(IpAddress address, String family) {
    return address.family().toString().equals(family);
  }

  private static void setConditions(ObjectNode conditions, KubeObject service, KubeObject pod) {
    boolean serving = isReady(pod);
    boolean terminating = pod.isDeleting();
    conditions.put("ready", new Service(service).publishesNotReady() || serving && !terminating);
    conditions.put("serving", serving);
    conditions.put("terminating", terminating);
  }

  /** The name by which DNS knows the Pod below the Service's, if it has one. */
  static Optional<String> hostname(KubeObject service, KubeObject pod) {
    String hostname = pod.text("spec", "hostname");
    return !hostname.isEmpty() && pod.text("spec", "subdomain").equals(service.name())
        ? Optional.of(hostname)
        : Optional.empty();
  }

  static ObjectNode reference(KubeObject pod) {
    return Json.object()
        .put("kind", "Pod")
        .put("namespace", pod.namespace())
        .put("name", pod.name())
        .put("uid", pod.uid());
  }

  boolean isReadyNow() {
    return Json.at(document, "conditions", "ready").asBoolean(false);
  }

  /** What makes two entries the same endpoint, whatever else changes about it. */
  String identity() {
    return identity(document);
  }

  static String identity(JsonNode endpoint) {
    return Json.text(endpoint.path("addresses"))
        + "|"
        + Json.textAt(endpoint, "hostname")
        + "|"
        + Json.textAt(endpoint, "targetRef", "namespace")
        + "/"
        + Json.textAt(endpoint, "targetRef", "name");
  }

  static ArrayNode documents(List<PodEndpoint> endpoints) {
    ArrayNode all = Json.array();
    endpoints.forEach(e -> all.add(e.document()));
    return all;
  }
}
