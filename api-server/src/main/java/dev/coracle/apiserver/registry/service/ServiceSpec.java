// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The spec of a Service as its rules read and complete it. What is null counts as absent. */
record ServiceSpec(ObjectNode tree) {

  static final String CLUSTER_IP_TYPE = "ClusterIP";
  static final String NODE_PORT = "NodePort";
  static final String LOAD_BALANCER = "LoadBalancer";
  static final String EXTERNAL_NAME = "ExternalName";
  static final String NONE = "None";
  static final String SINGLE_STACK = "SingleStack";
  static final String PREFER_DUAL_STACK = "PreferDualStack";
  static final String REQUIRE_DUAL_STACK = "RequireDualStack";

  /** The spec of a Service being written; made where it is absent. */
  static ServiceSpec of(ObjectNode service) {
    return new ServiceSpec(Json.objectAt(service, "spec"));
  }

  /** The spec of a stored Service, for reading only. */
  static ServiceSpec of(KubeObject service) {
    return new ServiceSpec(Json.findObject(service.tree(), "spec").orElseGet(Json::object));
  }

  String type() {
    return text("type");
  }

  boolean isType(String type) {
    return type().equals(type);
  }

  String clusterIp() {
    return text("clusterIP");
  }

  List<String> clusterIps() {
    return texts("clusterIPs");
  }

  void setClusterIps(List<String> values) {
    set("clusterIPs", values);
  }

  List<String> ipFamilies() {
    return texts("ipFamilies");
  }

  void setIpFamilies(List<String> values) {
    set("ipFamilies", values);
  }

  String ipFamilyPolicy() {
    return text("ipFamilyPolicy");
  }

  boolean isHeadless() {
    return clusterIps().equals(List.of(NONE));
  }

  boolean hasSelector() {
    return !tree.path("selector").isEmpty();
  }

  List<ServicePort> ports() {
    return tree.path("ports")
        .valueStream()
        .filter(ObjectNode.class::isInstance)
        .map(port -> new ServicePort((ObjectNode) port))
        .toList();
  }

  boolean takesNodePorts() {
    return isType(NODE_PORT) || isType(LOAD_BALANCER);
  }

  /** Whether ports without a node port are given one. */
  boolean allocatesNodePorts() {
    return isType(NODE_PORT) || isType(LOAD_BALANCER) && allocateFlag().orElse(true);
  }

  Optional<Boolean> allocateFlag() {
    JsonNode flag = tree.path("allocateLoadBalancerNodePorts");
    return flag.isBoolean() ? Optional.of(flag.booleanValue()) : Optional.empty();
  }

  int healthCheckNodePort() {
    return tree.path("healthCheckNodePort").asInt(0);
  }

  /** Whether load balancers ask the nodes where its endpoints are. */
  boolean needsHealthCheck() {
    return isType(LOAD_BALANCER) && text("externalTrafficPolicy").equals("Local");
  }

  boolean isExternallyAccessible() {
    return takesNodePorts() || isType(CLUSTER_IP_TYPE) && !texts("externalIPs").isEmpty();
  }

  /** Whether a member is there at all, empty or not. */
  boolean has(String member) {
    return tree.hasNonNull(member);
  }

  String text(String member) {
    return tree.path(member).asString("");
  }

  List<String> texts(String member) {
    return tree.path(member).valueStream().map(value -> value.asString("")).toList();
  }

  void set(String member, List<String> values) {
    if (values.isEmpty()) {
      tree.remove(member);
      return;
    }
    ArrayNode array = tree.putArray(member);
    values.forEach(array::add);
  }

  /** One entry of {@code ports}. */
  record ServicePort(ObjectNode tree) {

    String name() {
      return tree.path("name").asString("");
    }

    int port() {
      return tree.path("port").asInt(0);
    }

    String protocol() {
      return tree.path("protocol").asString("");
    }

    JsonNode targetPort() {
      return tree.path("targetPort");
    }

    int nodePort() {
      return tree.path("nodePort").asInt(0);
    }

    void setNodePort(int number) {
      tree.put("nodePort", number);
    }
  }
}
