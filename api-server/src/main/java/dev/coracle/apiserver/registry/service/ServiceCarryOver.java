// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;

import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.service.ServiceSpec.ServicePort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client need not repeat: allocated values carried over from the stored Service, so that the
 * same PUT can be sent again, and the agreement of {@code clusterIP} with {@code clusterIPs}.
 */
final class ServiceCarryOver {

  private ServiceCarryOver() {}

  static void onCreate(ServiceSpec spec) {
    if (!spec.clusterIp().isEmpty() && spec.clusterIps().isEmpty()) {
      spec.setClusterIps(List.of(spec.clusterIp()));
    }
  }

  static void onUpdate(ServiceSpec spec, ServiceSpec old) {
    clusterIps(spec, old);
    nodePorts(spec, old);
    if (spec.needsHealthCheck() && old.needsHealthCheck() && spec.healthCheckNodePort() == 0) {
      Json.copyMember(old.tree(), spec.tree(), "healthCheckNodePort");
    }
    agree(spec, old);
  }

  private static void clusterIps(ServiceSpec spec, ServiceSpec old) {
    if (spec.isType(EXTERNAL_NAME) || old.isType(EXTERNAL_NAME)) {
      return;
    }
    if (spec.clusterIp().isEmpty()) {
      Json.copyMember(old.tree(), spec.tree(), "clusterIP");
    }
    if (spec.clusterIps().isEmpty()) {
      Json.copyMember(old.tree(), spec.tree(), "clusterIPs");
    }
  }

  private static void nodePorts(ServiceSpec spec, ServiceSpec old) {
    if (!spec.allocatesNodePorts() || !old.allocatesNodePorts()) {
      return;
    }
    Map<String, Integer> oldByName = new HashMap<>();
    old.ports().forEach(port -> oldByName.put(port.name(), port.nodePort()));
    Set<Integer> used = new HashSet<>();
    spec.ports().forEach(port -> used.add(port.nodePort()));
    for (ServicePort port : spec.ports()) {
      int earlier = oldByName.getOrDefault(port.name(), 0);
      if (port.nodePort() == 0 && earlier != 0 && !used.contains(earlier)) {
        port.setNodePort(earlier);
      }
    }
  }

  private static void agree(ServiceSpec spec, ServiceSpec old) {
    boolean sameSingular = spec.clusterIp().equals(old.clusterIp());
    boolean samePlural = spec.clusterIps().equals(old.clusterIps());
    if (spec.clusterIps().isEmpty() && sameSingular) {
      spec.setClusterIps(old.clusterIps());
    } else if (samePlural && !sameSingular) {
      spec.setClusterIps(spec.clusterIp().isEmpty() ? List.of() : List.of(spec.clusterIp()));
    }
  }
}
