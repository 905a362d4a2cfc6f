// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;
import static dev.coracle.apiserver.registry.service.ServiceSpec.NONE;

import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.IpCidrWarnings;
import dev.coracle.apiserver.registry.IpRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** What the writer of a valid Service should hear all the same. */
final class ServiceWarnings {

  private final ServiceSpec spec;
  private final List<String> warnings = new ArrayList<>();

  private ServiceWarnings(ServiceSpec spec) {
    this.spec = spec;
  }

  static List<String> of(ObjectNode service) {
    ServiceWarnings warnings = new ServiceWarnings(ServiceSpec.of(service));
    if (Json.at(service, "metadata", "annotations")
        .hasNonNull("service.kubernetes.io/topology-aware-hints")) {
      warnings.add(
          "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
              + " service.kubernetes.io/topology-mode instead");
    }
    warnings.addresses();
    warnings.externalName();
    return warnings.warnings;
  }

  private void addresses() {
    if (!spec.clusterIp().isEmpty() && !spec.clusterIp().equals(NONE)) {
      each("clusterIPs", IpRules::ipWarnings);
    }
    if (spec.isHeadless()) {
      headless();
    } else if (!spec.texts("externalIPs").isEmpty() && !spec.isType(EXTERNAL_NAME)) {
      add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
    each("externalIPs", IpRules::ipWarnings);
    if (!spec.text("loadBalancerIP").isEmpty()) {
      warnings.addAll(IpRules.ipWarnings("spec.loadBalancerIP", spec.text("loadBalancerIP")));
    }
    each("loadBalancerSourceRanges", IpCidrWarnings::of);
  }

  private void headless() {
    if (!spec.text("loadBalancerIP").isEmpty()) {
      add("spec.loadBalancerIP is ignored for headless services");
    }
    if (!spec.texts("externalIPs").isEmpty()) {
      add("spec.externalIPs is ignored for headless services");
    }
    if (!spec.text("sessionAffinity").equals("None")) {
      add("spec.SessionAffinity is ignored for headless services");
    }
  }

  private void externalName() {
    if (spec.isType(EXTERNAL_NAME) && !spec.texts("externalIPs").isEmpty()) {
      add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!spec.isType(EXTERNAL_NAME) && !spec.text("externalName").isEmpty()) {
      add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    if (spec.text("trafficDistribution").equals("PreferClose")) {
      add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
  }

  private void each(String member, BiFunction<String, String, List<String>> check) {
    List<String> values = spec.texts(member);
    for (int i = 0; i < values.size(); i++) {
      warnings.addAll(check.apply("spec." + member + "[" + i + "]", values.get(i)));
    }
  }

  private void add(String warning) {
    warnings.add(warning);
  }
}
