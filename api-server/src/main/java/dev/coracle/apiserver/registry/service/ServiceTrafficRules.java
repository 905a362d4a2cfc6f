// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;

import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Names;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The rules for what a Service says about load balancers and about where traffic may go. */
final class ServiceTrafficRules {

  private static final String ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
  private static final String SOURCE_RANGES_ANNOTATION =
      "service.beta.kubernetes.io/load-balancer-source-ranges";
  // The real API server spells this path so.
  private static final String SOURCE_RANGES = "spec.LoadBalancerSourceRanges";

  private final ObjectNode service;
  private final ServiceSpec spec;
  private final Optional<ServiceSpec> old;
  private final FieldErrors errors;

  ServiceTrafficRules(
      ObjectNode service, ServiceSpec spec, Optional<ServiceSpec> old, FieldErrors errors) {
    this.service = service;
    this.spec = spec;
    this.old = old;
    this.errors = errors;
  }

  void check() {
    sourceRanges();
    if (!spec.isType(LOAD_BALANCER) && spec.has("allocateLoadBalancerNodePorts")) {
      errors.forbidden("spec.allocateLoadBalancerNodePorts", ONLY_LOAD_BALANCER);
    }
    loadBalancerClass(spec, errors);
    externalTraffic();
    healthCheckNodePort();
    policy("internalTrafficPolicy", "Cluster", "Local");
    policy("trafficDistribution", "PreferClose", "PreferSameZone", "PreferSameNode");
  }

  private void sourceRanges() {
    List<String> ranges = spec.texts("loadBalancerSourceRanges");
    if (ranges.isEmpty()) {
      annotatedSourceRanges();
      return;
    }
    if (!spec.isType(LOAD_BALANCER)) {
      errors.forbidden(SOURCE_RANGES, ONLY_LOAD_BALANCER);
    }
    List<String> stored =
        old.map(o -> o.texts("loadBalancerSourceRanges")).orElse(List.of()).stream()
            .map(String::strip)
            .toList();
    for (int i = 0; i < ranges.size(); i++) {
      String range = ranges.get(i).strip();
      IpRules.legacyCidr(errors, SOURCE_RANGES + "[" + i + "]", range, range, stored);
    }
  }

  private void annotatedSourceRanges() {
    String value = Json.textAt(service, "metadata", "annotations", SOURCE_RANGES_ANNOTATION);
    if (!Json.at(service, "metadata", "annotations").hasNonNull(SOURCE_RANGES_ANNOTATION)) {
      return;
    }
    String path = "metadata.annotations[" + SOURCE_RANGES_ANNOTATION + "]";
    if (!spec.isType(LOAD_BALANCER)) {
      errors.forbidden(path, ONLY_LOAD_BALANCER);
    }
    if (!value.isBlank()) {
      for (String range : value.strip().split(",", -1)) {
        IpRules.legacyCidr(errors, path, range.strip(), value.strip(), List.of());
      }
    }
  }

  /** Checks the class; on an update this counts twice, once for the change and once for itself. */
  static void loadBalancerClass(ServiceSpec spec, FieldErrors errors) {
    if (!spec.has("loadBalancerClass")) {
      return;
    }
    if (spec.isType(LOAD_BALANCER)) {
      String value = spec.text("loadBalancerClass");
      Names.check(errors, "spec.loadBalancerClass", value, Names.qualifiedName(value));
    } else {
      errors.forbidden("spec.loadBalancerClass", ONLY_LOAD_BALANCER);
    }
  }

  /**
   * Which policies there are is asked only of a Service that may have one.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go
   * (validateServiceExternalTrafficPolicy)
   */
  private void externalTraffic() {
    String policy = spec.text("externalTrafficPolicy");
    if (spec.isExternallyAccessible()) {
      policy("externalTrafficPolicy", "Cluster", "Local");
    } else if (!policy.isEmpty()) {
      errors.invalid(
          "spec.externalTrafficPolicy",
          policy,
          "may only be set for externally-accessible services");
    }
  }

  private void healthCheckNodePort() {
    int port = spec.healthCheckNodePort();
    String path = "spec.healthCheckNodePort";
    if (port == 0) {
      return;
    }
    if (!spec.needsHealthCheck()) {
      errors.invalid(
          path,
          port,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    } else if (port < 1 || port > 65535) {
      errors.invalid(path, port, ServicePortRules.PORT_NUMBER);
    }
  }

  private void policy(String member, String... supported) {
    if (spec.has(member) && !Set.of(supported).contains(spec.text(member))) {
      errors.notSupported("spec." + member, spec.text(member), supported);
    }
  }
}
