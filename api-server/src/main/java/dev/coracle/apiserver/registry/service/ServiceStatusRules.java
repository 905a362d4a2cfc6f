// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.LoadBalancerPoints;
import dev.coracle.apiserver.registry.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules for the load balancer's addresses in a Service's status. */
final class ServiceStatusRules {

  private ServiceStatusRules() {}

  static void check(ObjectNode service, KubeObject old, FieldErrors errors) {
    if (!Json.at(service, "status", "loadBalancer", "ingress").isEmpty()
        && !ServiceSpec.of(service).isType(LOAD_BALANCER)) {
      errors.forbidden(
          LoadBalancerPoints.PATH, "may only be used when `spec.type` is 'LoadBalancer'");
      return;
    }
    List<String> stored = LoadBalancerPoints.stored(old);
    LoadBalancerPoints.each(
        service,
        (point, path) -> {
          LoadBalancerPoints.checkIp(errors, point, path, stored);
          ipMode(point, path + ".ipMode", errors);
          LoadBalancerPoints.checkHostname(errors, point, path);
        });
  }

  /** What is said of accepted addresses, each by the path of its entry. */
  static List<String> warnings(ObjectNode service) {
    List<String> warnings = new ArrayList<>();
    LoadBalancerPoints.each(
        service,
        (point, path) -> warnings.addAll(IpRules.ipWarnings(path, Values.text(point, "ip"))));
    return warnings;
  }

  private static void ipMode(JsonNode point, String path, FieldErrors errors) {
    boolean hasIp = !Values.isEmpty(point, "ip");
    if (!point.hasNonNull("ipMode")) {
      if (hasIp) {
        errors.required(path, "must be specified when `ip` is set");
      }
    } else if (!hasIp) {
      errors.forbidden(path, "may not be specified when `ip` is not set");
    } else if (!Set.of("Proxy", "VIP").contains(Values.text(point, "ipMode"))) {
      errors.notSupported(path, Values.text(point, "ipMode"), "Proxy", "VIP");
    }
  }
}
