// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A port of a Service as one Pod serves it. */
record EndpointPort(String name, int port, String protocol, String appProtocol) {

  static final Comparator<EndpointPort> ORDER =
      Comparator.comparing(EndpointPort::name)
          .thenComparingInt(EndpointPort::port)
          .thenComparing(EndpointPort::protocol);

  /** The Service's ports that a Pod has; one whose target port it does not name is left out. */
  static List<EndpointPort> all(KubeObject service, KubeObject pod) {
    List<EndpointPort> ports = new ArrayList<>();
    for (Service.Port port : new Service(service).ports()) {
      target(port, pod)
          .ifPresent(
              number ->
                  ports.add(
                      new EndpointPort(port.name(), number, port.protocol(), port.appProtocol())));
    }
    ports.sort(ORDER);
    return ports;
  }

  private static Optional<Integer> target(Service.Port servicePort, KubeObject pod) {
    JsonNode target = servicePort.target();
    if (target.isNumber()) {
      return Optional.of(target.asInt());
    }
    String protocol = servicePort.protocol();
    String name = target.asString("");
    Optional<Integer> found = named(pod.at("spec", "containers"), name, protocol, false);
    return found.isPresent()
        ? found
        : named(pod.at("spec", "initContainers"), name, protocol, true);
  }

  private static Optional<Integer> named(
      JsonNode containers, String name, String protocol, boolean sidecarsOnly) {
    for (JsonNode container : containers) {
      if (sidecarsOnly && !Json.textAt(container, "restartPolicy").equals("Always")) {
        continue;
      }
      for (JsonNode port : container.path("ports")) {
        if (Json.textAt(port, "name").equals(name)
            && port.path("protocol").asString("TCP").equals(protocol)) {
          return Optional.of(port.path("containerPort").asInt());
        }
      }
    }
    return Optional.empty();
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("name", name).put("protocol", protocol).put("port", port);
    if (!appProtocol.isEmpty()) {
      json.put("appProtocol", appProtocol);
    }
    return json;
  }

  /** Its form in Endpoints, where an empty name is left out. */
  ObjectNode toEndpointsJson() {
    ObjectNode json = toJson();
    if (name.isEmpty()) {
      json.remove("name");
    }
    return json;
  }

  /** The ports of a slice, or of a subset of Endpoints. */
  static List<EndpointPort> of(JsonNode slicePorts) {
    List<EndpointPort> ports = new ArrayList<>();
    for (JsonNode port : slicePorts) {
      ports.add(
          new EndpointPort(
              Json.textAt(port, "name"),
              port.path("port").asInt(),
              port.path("protocol").asString("TCP"),
              Json.textAt(port, "appProtocol")));
    }
    ports.sort(ORDER);
    return ports;
  }
}
