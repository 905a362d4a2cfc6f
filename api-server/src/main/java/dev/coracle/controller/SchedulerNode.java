// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Quantity;
import dev.coracle.api.model.Container;
import dev.coracle.api.model.Node;
import dev.coracle.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A node as the scheduler sees it: with the Pods that hold a place on it. */
record SchedulerNode(Node node, List<Pod> pods, SchedulerResources used) {

  static final String PODS = "pods";

  /** A port that a Pod takes of its node. */
  record HostPort(String ip, String protocol, int port) {

    private boolean conflictsWith(HostPort other) {
      boolean overlaps = ip.equals(other.ip) || isAny(ip) || isAny(other.ip);
      return overlaps && port == other.port && protocol.equals(other.protocol);
    }

    private static boolean isAny(String ip) {
      return ip.isEmpty() || ip.equals("0.0.0.0");
    }
  }

  String name() {
    return node.name();
  }

  KubeObject object() {
    return node.object();
  }

  Map<String, String> labels() {
    return node.object().labels();
  }

  SchedulerResources allocatable() {
    JsonNode allocatable = object().at("status", "allocatable");
    return SchedulerResources.of(
        allocatable.isEmpty() ? object().at("status", "capacity") : allocatable);
  }

  /** The share of a resource that is taken, between 0 and 1. */
  double taken(String resource) {
    double all = allocatable().of(resource).value().doubleValue();
    return all == 0 ? 1 : used.of(resource).value().doubleValue() / all;
  }

  /** Whether so much more would not fit beside what is there. */
  boolean lacks(String resource, Quantity more) {
    return used.of(resource).plus(more).compareTo(allocatable().of(resource)) > 0;
  }

  boolean hasPortConflict(Pod pod) {
    return hostPorts(pod)
        .anyMatch(
            wanted ->
                pods.stream().flatMap(SchedulerNode::hostPorts).anyMatch(wanted::conflictsWith));
  }

  private static Stream<HostPort> hostPorts(Pod pod) {
    Stream<Container> sidecars = pod.spec().initContainers().stream().filter(Container::isSidecar);
    return Stream.concat(pod.spec().containers().stream(), sidecars)
        .flatMap(c -> c.json().path("ports").valueStream())
        .filter(port -> port.path("hostPort").asInt(0) > 0)
        .map(SchedulerNode::hostPort);
  }

  private static HostPort hostPort(JsonNode port) {
    return new HostPort(
        port.path("hostIP").asString(""),
        port.path("protocol").asString("TCP"),
        port.path("hostPort").asInt(0));
  }
}
