// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.CLUSTER_IP_TYPE;

import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.service.ServiceSpec.ServicePort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules for the ports of a Service, one by one and among each other. */
final class ServicePortRules {

  static final String PORT_NUMBER = "must be between 1 and 65535, inclusive";

  private final ServiceSpec spec;
  private final FieldErrors errors;
  private final List<ServicePort> ports;

  ServicePortRules(ServiceSpec spec, FieldErrors errors) {
    this.spec = spec;
    this.errors = errors;
    this.ports = spec.ports();
  }

  /** Checks each port by itself; names must differ. */
  void each() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ServicePort port = ports.get(i);
      name(port, path(i) + ".name", names);
      number(path(i) + ".port", port.port());
      protocol(errors, path(i) + ".protocol", port.protocol());
      targetPort(port, path(i) + ".targetPort");
      appProtocol(errors, path(i) + ".appProtocol", port.tree());
    }
  }

  /** Checks the ports among each other and with the type. */
  void together() {
    if (spec.isType(CLUSTER_IP_TYPE)) {
      noNodePorts();
    }
    Set<String> nodePorts = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ServicePort port = ports.get(i);
      if (port.nodePort() != 0 && !nodePorts.add(port.protocol() + port.nodePort())) {
        IntNode number = IntNode.valueOf(port.nodePort());
        errors.add(FieldError.duplicate(path(i) + ".nodePort", number));
      }
    }
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      if (!pairs.add(ports.get(i).protocol() + ports.get(i).port())) {
        errors.add(FieldError.duplicate(path(i), key(ports.get(i))));
      }
    }
  }

  private void noNodePorts() {
    for (int i = 0; i < ports.size(); i++) {
      if (ports.get(i).nodePort() != 0) {
        errors.forbidden(path(i) + ".nodePort", "may not be used when `type` is 'ClusterIP'");
      }
    }
  }

  private void name(ServicePort port, String path, Set<String> names) {
    String name = port.name();
    if (!name.isEmpty()) {
      Names.check(errors, path, name, Names.dnsLabel(name));
      if (!names.add(name)) {
        errors.duplicate(path, name);
      }
    } else if (ports.size() > 1) {
      errors.required(path, "");
    }
  }

  private void targetPort(ServicePort port, String path) {
    if (port.targetPort().isString()) {
      String name = port.targetPort().stringValue();
      Names.check(errors, path, name, Names.portName(name));
    } else {
      number(path, port.targetPort().asInt(0));
    }
  }

  private void number(String path, int number) {
    if (number < 1 || number > 65535) {
      errors.invalid(path, number, PORT_NUMBER);
    }
  }

  static void protocol(FieldErrors errors, String path, String protocol) {
    if (protocol.isEmpty()) {
      errors.required(path, "");
    } else if (!Set.of("SCTP", "TCP", "UDP").contains(protocol)) {
      errors.notSupported(path, protocol, "SCTP", "TCP", "UDP");
    }
  }

  static void appProtocol(FieldErrors errors, String path, ObjectNode port) {
    if (port.hasNonNull("appProtocol")) {
      String value = port.path("appProtocol").asString("");
      Names.check(errors, path, value, Names.qualifiedName(value));
    }
  }

  /** The pair that must be unique, as the message shows it: a port with nothing else set. */
  private static ObjectNode key(ServicePort port) {
    ObjectNode key = Json.object();
    key.put("Name", "").put("Protocol", port.protocol()).putNull("AppProtocol");
    return key.put("Port", port.port()).put("TargetPort", 0).put("NodePort", 0);
  }

  private static String path(int index) {
    return "spec.ports[" + index + "]";
  }
}
