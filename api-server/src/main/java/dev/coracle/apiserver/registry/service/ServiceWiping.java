// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;
import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;
import static java.util.stream.Collectors.toSet;

import dev.coracle.apiserver.registry.service.ServiceSpec.ServicePort;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The removal of fields that a Service's new type has no use for. Only fields that the client left
 * as they were go; one that was changed together with the type stays, for validation to refuse.
 */
final class ServiceWiping {

  private ServiceWiping() {}

  static void wipe(ServiceSpec spec, ServiceSpec old) {
    if (left(spec, old, s -> !s.isType(EXTERNAL_NAME))) {
      clusterIps(spec, old);
    }
    if (left(spec, old, ServiceSpec::takesNodePorts) && numbers(old).containsAll(numbers(spec))) {
      spec.ports().forEach(port -> port.tree().remove("nodePort"));
    }
    if (left(spec, old, ServiceSpec::needsHealthCheck)) {
      removeIfSame(spec, old, "healthCheckNodePort");
    }
    if (left(spec, old, s -> s.isType(LOAD_BALANCER))) {
      removeIfSame(spec, old, "allocateLoadBalancerNodePorts");
      removeIfSame(spec, old, "loadBalancerClass");
    }
    if (left(spec, old, ServiceSpec::isExternallyAccessible)) {
      removeIfSame(spec, old, "externalTrafficPolicy");
    }
  }

  private static void clusterIps(ServiceSpec spec, ServiceSpec old) {
    if (spec.clusterIp().equals(old.clusterIp()) && spec.clusterIps().equals(old.clusterIps())) {
      spec.tree().remove("clusterIP");
      spec.tree().remove("clusterIPs");
    }
    removeIfSame(spec, old, "ipFamilies");
    removeIfSame(spec, old, "ipFamilyPolicy");
  }

  private static boolean left(ServiceSpec spec, ServiceSpec old, Predicate<ServiceSpec> state) {
    return state.test(old) && !state.test(spec);
  }

  private static void removeIfSame(ServiceSpec spec, ServiceSpec old, String member) {
    if (spec.tree().path(member).equals(old.tree().path(member))) {
      spec.tree().remove(member);
    }
  }

  private static Set<Integer> numbers(ServiceSpec spec) {
    return spec.ports().stream()
        .map(ServicePort::nodePort)
        .filter(number -> number != 0)
        .collect(toSet());
  }
}
