// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.Json;
import dev.coracle.api.ObjectKey;
import tools.jackson.databind.JsonNode;

/**
 * Where an Ingress sends requests: a Service and one of its ports.
 *
 * @param service empty name for a backend that is no Service
 * @param port the number or the name of the Service's port
 */
public record IngressBackend(ObjectKey ingress, ObjectKey service, String port) {

  public static IngressBackend of(ObjectKey ingress, JsonNode backend) {
    JsonNode service = backend.path("service");
    JsonNode port = service.path("port");
    String number = port.path("number").asString("");
    return new IngressBackend(
        ingress,
        ObjectKey.of(ingress.namespace(), Json.textAt(service, "name")),
        number.isEmpty() ? Json.textAt(port, "name") : number);
  }

  /** The same for all backends that share their endpoints. */
  public String group() {
    return service + ":" + port;
  }
}
