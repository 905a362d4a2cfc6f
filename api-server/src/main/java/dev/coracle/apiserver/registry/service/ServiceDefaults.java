// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.CLUSTER_IP_TYPE;
import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;
import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;

import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.service.ServiceSpec.ServicePort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Service means by the fields it leaves out, before addresses and ports are allocated. */
final class ServiceDefaults {

  private static final int AFFINITY_SECONDS = 10800;

  private ServiceDefaults() {}

  static void apply(ObjectNode service) {
    ServiceSpec spec = ServiceSpec.of(service);
    Json.defaultText(spec.tree(), "sessionAffinity", "None");
    affinityConfig(spec);
    Json.defaultText(spec.tree(), "type", CLUSTER_IP_TYPE);
    spec.ports().forEach(ServiceDefaults::port);
    trafficPolicies(spec);
    if (spec.isType(LOAD_BALANCER)) {
      if (!spec.has("allocateLoadBalancerNodePorts")) {
        spec.tree().put("allocateLoadBalancerNodePorts", true);
      }
      ipModes(service);
    }
  }

  private static void affinityConfig(ServiceSpec spec) {
    String affinity = spec.text("sessionAffinity");
    if (affinity.equals("None")) {
      spec.tree().remove("sessionAffinityConfig");
    }
    if (affinity.equals("ClientIP")) {
      ObjectNode clientIp = Json.objectAt(spec.tree(), "sessionAffinityConfig", "clientIP");
      if (!clientIp.hasNonNull("timeoutSeconds")) {
        clientIp.put("timeoutSeconds", AFFINITY_SECONDS);
      }
    }
  }

  private static void port(ServicePort port) {
    Json.defaultText(port.tree(), "protocol", "TCP");
    JsonNode target = port.targetPort();
    boolean absent = target.isString() ? target.stringValue().isEmpty() : target.asInt(0) == 0;
    if (absent) {
      port.tree().put("targetPort", port.port());
    }
  }

  private static void trafficPolicies(ServiceSpec spec) {
    if (spec.isExternallyAccessible()) {
      Json.defaultText(spec.tree(), "externalTrafficPolicy", "Cluster");
    }
    if (spec.isType(EXTERNAL_NAME)) {
      spec.tree().remove("internalTrafficPolicy");
    } else if (spec.isType(CLUSTER_IP_TYPE) || spec.takesNodePorts()) {
      if (!spec.has("internalTrafficPolicy")) {
        spec.tree().put("internalTrafficPolicy", "Cluster");
      }
    }
  }

  private static void ipModes(ObjectNode service) {
    for (JsonNode ingress : Json.at(service, "status", "loadBalancer", "ingress")) {
      if (ingress instanceof ObjectNode entry
          && !entry.path("ip").asString("").isEmpty()
          && !entry.hasNonNull("ipMode")) {
        entry.put("ipMode", "VIP");
      }
    }
  }
}
