// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static java.util.stream.Collectors.toSet;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldError;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.service.NodePortOperation.Refusal;
import dev.coracle.apiserver.registry.service.ServiceSpec.ServicePort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The choice of node ports and the health check port for one write of a Service. */
final class ServiceNodePorts {

  private final NodePortOperation operation;
  private final String name;

  ServiceNodePorts(NodePortOperation operation, String name) {
    this.operation = operation;
    this.name = name;
  }

  void create(ServiceSpec spec) {
    if (spec.takesNodePorts()) {
      createPorts(spec);
    }
    if (spec.needsHealthCheck()) {
      healthCheck(spec);
    }
  }

  private void createPorts(ServiceSpec spec) {
    List<ServicePort> ports = spec.ports();
    // One number serves all protocols of a service port, so that DNS has the same for TCP and UDP.
    Map<Integer, Integer> chosen = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      ServicePort port = ports.get(i);
      if (port.nodePort() == 0 && !spec.allocatesNodePorts()) {
        continue;
      }
      int shared = chosen.getOrDefault(port.port(), 0);
      if (shared == 0) {
        int asked = askedFor(port.port(), ports);
        port.setNodePort(asked == 0 ? takeNext() : take(asked, i));
        chosen.put(port.port(), port.nodePort());
      } else if (port.nodePort() == 0) {
        port.setNodePort(shared);
      } else if (port.nodePort() != shared) {
        port.setNodePort(take(port.nodePort(), i));
      }
    }
  }

  private static int askedFor(int servicePort, List<ServicePort> ports) {
    return ports.stream()
        .filter(port -> port.port() == servicePort && port.nodePort() != 0)
        .mapToInt(ServicePort::nodePort)
        .findFirst()
        .orElse(0);
  }

  void update(ServiceSpec spec, ServiceSpec old) {
    // An ExternalName may carry numbers, but holds none: taking them over needs a reservation.
    Set<Integer> before = old.takesNodePorts() ? numbers(old) : new HashSet<>();
    if (spec.takesNodePorts()) {
      updatePorts(spec, before);
      before.removeAll(numbers(spec));
      before.forEach(operation::releaseOnCommit);
    } else {
      before.forEach(operation::releaseOnCommit);
    }
    if (spec.needsHealthCheck() && !old.needsHealthCheck()) {
      healthCheck(spec);
    } else if (old.needsHealthCheck() && !spec.needsHealthCheck()) {
      operation.releaseOnCommit(old.healthCheckNodePort());
    }
  }

  private void updatePorts(ServiceSpec spec, Set<Integer> before) {
    List<ServicePort> ports = spec.ports();
    Set<Integer> held = new HashSet<>(before);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ServicePort port = ports.get(i);
      if (port.nodePort() == 0) {
        if (!spec.allocatesNodePorts()) {
          continue;
        }
        port.setNodePort(takeNext());
      } else if (held.add(port.nodePort())) {
        port.setNodePort(take(port.nodePort(), i));
      }
      String pair = "{" + port.protocol() + " " + port.nodePort() + "}";
      if (!seen.add(pair)) {
        throw ApiException.of(500, "", "duplicate nodePort: " + pair);
      }
    }
  }

  /** Every port that a Service holds, to be given back when it goes. */
  static Set<Integer> held(ServiceSpec spec) {
    Set<Integer> held = spec.takesNodePorts() ? numbers(spec) : new HashSet<>();
    if (spec.needsHealthCheck()) {
      held.add(spec.healthCheckNodePort());
    }
    return held;
  }

  private static Set<Integer> numbers(ServiceSpec spec) {
    return spec.ports().stream()
        .map(ServicePort::nodePort)
        .filter(number -> number != 0)
        .collect(toSet());
  }

  private int take(int port, int index) {
    try {
      operation.take(port);
      return port;
    } catch (Refusal e) {
      String path = "spec.ports[" + index + "].nodePort";
      throw ApiException.invalid(
          ResourceType.SERVICES, name, List.of(FieldError.invalid(path, port, e.text())));
    }
  }

  private int takeNext() {
    try {
      return operation.takeNext();
    } catch (Refusal e) {
      throw ApiException.internal("failed to allocate a nodePort: " + e.text());
    }
  }

  private void healthCheck(ServiceSpec spec) {
    int asked = spec.healthCheckNodePort();
    try {
      if (asked == 0) {
        spec.tree().put("healthCheckNodePort", operation.takeNext());
      } else {
        operation.take(asked);
      }
    } catch (Refusal e) {
      String which = asked == 0 ? "a" : "requested";
      throw ApiException.internal(
          "failed to allocate %s HealthCheck NodePort %d: %s".formatted(which, asked, e.text()));
    }
  }
}
