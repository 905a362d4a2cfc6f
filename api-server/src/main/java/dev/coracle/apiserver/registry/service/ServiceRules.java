// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.CLUSTER_IP_TYPE;
import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;
import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;
import static dev.coracle.apiserver.registry.service.ServiceSpec.NODE_PORT;
import static dev.coracle.apiserver.registry.service.ServiceSpec.NONE;

import dev.coracle.api.Json;
import dev.coracle.api.net.Cidr;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The rules that every stored Service obeys, checked in the order of the API server's message. */
final class ServiceRules {

  private static final String TOPOLOGY_MODE = "service.kubernetes.io/topology-mode";
  private static final String TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints";
  private static final Set<String> TYPES =
      Set.of(CLUSTER_IP_TYPE, EXTERNAL_NAME, LOAD_BALANCER, NODE_PORT);

  private final ObjectNode service;
  private final ServiceSpec spec;
  private final Optional<ServiceSpec> old;
  private final Optional<Cidr> ownBlock;
  private final FieldErrors errors;

  ServiceRules(
      ObjectNode service, Optional<ServiceSpec> old, Optional<Cidr> ownBlock, FieldErrors errors) {
    this.service = service;
    this.spec = ServiceSpec.of(service);
    this.old = old;
    this.ownBlock = ownBlock;
    this.errors = errors;
  }

  void check() {
    topologyAnnotations();
    fieldsOfType();
    ServicePortRules ports = new ServicePortRules(spec, errors);
    ports.each();
    Names.labels(errors, "spec.selector", selector());
    affinity();
    ServiceClusterIpRules.check(spec, old, errors);
    externalIps();
    type();
    ports.together();
    new ServiceTrafficRules(service, spec, old, errors).check();
  }

  private void topologyAnnotations() {
    String mode = annotation(TOPOLOGY_MODE);
    String hints = annotation(TOPOLOGY_HINTS);
    if (has(TOPOLOGY_MODE) && has(TOPOLOGY_HINTS) && !mode.equals(hints)) {
      errors.invalid(
          "metadata.annotations[" + TOPOLOGY_MODE + "]",
          mode,
          "must match annotations[" + TOPOLOGY_HINTS + "] when both are specified");
    }
  }

  private boolean has(String annotation) {
    return Json.at(service, "metadata", "annotations").hasNonNull(annotation);
  }

  private String annotation(String name) {
    return Json.textAt(service, "metadata", "annotations", name);
  }

  private void fieldsOfType() {
    if (spec.ports().isEmpty() && !spec.isHeadless() && !spec.isType(EXTERNAL_NAME)) {
      errors.required("spec.ports", "");
    }
    if (spec.takesNodePorts() && spec.isHeadless()) {
      errors.invalid(
          "spec.clusterIPs[0]", NONE, "may not be set to 'None' for " + spec.type() + " services");
    }
    if (spec.isType(EXTERNAL_NAME)) {
      externalName();
    }
  }

  private void externalName() {
    for (String member : List.of("clusterIPs", "ipFamilies")) {
      if (!spec.texts(member).isEmpty()) {
        errors.forbidden("spec." + member, "may not be set for ExternalName services");
      }
    }
    if (spec.has("ipFamilyPolicy")) {
      errors.forbidden("spec.ipFamilyPolicy", "may not be set for ExternalName services");
    }
    String name = spec.text("externalName");
    String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (relative.isEmpty()) {
      errors.required("spec.externalName", "");
    } else {
      Names.check(errors, "spec.externalName", relative, Names.dnsSubdomain(relative));
    }
  }

  private Map<String, String> selector() {
    Map<String, String> selector = new LinkedHashMap<>();
    spec.tree()
        .path("selector")
        .properties()
        .forEach(e -> selector.put(e.getKey(), e.getValue().asString("")));
    return selector;
  }

  private void affinity() {
    String affinity = spec.text("sessionAffinity");
    if (!Set.of("ClientIP", "None").contains(affinity)) {
      errors.notSupported("spec.sessionAffinity", affinity, "ClientIP", "None");
    }
    if (affinity.equals("ClientIP")) {
      int seconds =
          Json.at(spec.tree(), "sessionAffinityConfig", "clientIP", "timeoutSeconds").asInt(0);
      if (seconds <= 0 || seconds > 86400) {
        errors.invalid(
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
            seconds,
            "must be greater than 0 and less than 86400");
      }
    }
  }

  private void externalIps() {
    List<String> ips = spec.texts("externalIPs");
    List<String> stored = old.map(o -> o.texts("externalIPs")).orElse(List.of());
    for (int i = 0; i < ips.size(); i++) {
      String path = "spec.externalIPs[" + i + "]";
      if (IpRules.legacyIp(errors, path, ips.get(i), stored)) {
        IpRules.ordinary(errors, path, ips.get(i), ownBlock);
      }
    }
  }

  private void type() {
    if (!TYPES.contains(spec.type())) {
      errors.notSupported(
          "spec.type", spec.type(), CLUSTER_IP_TYPE, EXTERNAL_NAME, LOAD_BALANCER, NODE_PORT);
    }
  }
}
