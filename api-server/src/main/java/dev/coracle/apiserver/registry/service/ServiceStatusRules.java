// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.net.IpAddress;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Names;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules for the load balancer's addresses in a Service's status. */
final class ServiceStatusRules {

  private static final String PATH = "status.loadBalancer.ingress";

  private ServiceStatusRules() {}

  static void check(ObjectNode service, KubeObject old, FieldErrors errors) {
    JsonNode ingress = Json.at(service, "status", "loadBalancer", "ingress");
    if (!ingress.isEmpty() && !ServiceSpec.of(service).isType(LOAD_BALANCER)) {
      errors.forbidden(PATH, "may only be used when `spec.type` is 'LoadBalancer'");
      return;
    }
    List<String> stored =
        old.at("status", "loadBalancer", "ingress")
            .valueStream()
            .map(entry -> entry.path("ip").asString(""))
            .toList();
    for (int i = 0; i < ingress.size(); i++) {
      entry(ingress.path(i), PATH + "[" + i + "]", stored, errors);
    }
  }

  private static void entry(JsonNode entry, String path, List<String> stored, FieldErrors errors) {
    String ip = entry.path("ip").asString("");
    if (!ip.isEmpty()) {
      boolean unused = IpRules.legacyIp(errors, path + ".ip", ip, stored);
    }
    ipMode(entry, path + ".ipMode", ip, errors);
    String hostname = entry.path("hostname").asString("");
    if (!hostname.isEmpty()) {
      Names.check(errors, path + ".hostname", hostname, Names.dnsSubdomain(hostname));
      if (IpAddress.parseLegacy(hostname).isPresent()) {
        errors.invalid(path + ".hostname", hostname, "must be a DNS name, not an IP address");
      }
    }
  }

  private static void ipMode(JsonNode entry, String path, String ip, FieldErrors errors) {
    if (!entry.hasNonNull("ipMode")) {
      if (!ip.isEmpty()) {
        errors.required(path, "must be specified when `ip` is set");
      }
    } else if (ip.isEmpty()) {
      errors.forbidden(path, "may not be specified when `ip` is not set");
    } else if (!Set.of("Proxy", "VIP").contains(entry.path("ipMode").asString(""))) {
      errors.notSupported(path, entry.path("ipMode").asString(""), "Proxy", "VIP");
    }
  }
}
