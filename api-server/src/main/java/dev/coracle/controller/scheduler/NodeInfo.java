// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.KubeObject;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.Quantity;
import dev.coracle.api.model.Node;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A node as the scheduler sees it: with the Pods that hold a place on it, and what of them it asks
 * for again and again, worked out once.
 *
 * @param used what the Pods request together
 * @param siblings how many of the Pods have the owner with a uid
 * @param repelling those of the Pods that must be far from others
 */
record NodeInfo(
    Node node,
    List<Pod> pods,
    ResourceList used,
    ResourceList allocatable,
    Map<String, Long> siblings,
    List<Pod> repelling) {

  static final String PODS = "pods";

  static NodeInfo of(KubeObject node, List<Pod> pods, Function<Pod, ResourceList> requests) {
    ResourceList used = ResourceList.NONE;
    for (Pod pod : pods) {
      used = used.plus(requests.apply(pod));
    }
    return new NodeInfo(
        new Node(node),
        pods,
        used,
        allocatable(node),
        pods.stream()
            .flatMap(pod -> owner(pod).stream())
            .collect(Collectors.groupingBy(uid -> uid, Collectors.counting())),
        pods.stream().filter(InterPodAffinity::repels).toList());
  }

  private static ResourceList allocatable(KubeObject node) {
    JsonNode allocatable = node.at("status", "allocatable");
    return ResourceList.of(allocatable.isEmpty() ? node.at("status", "capacity") : allocatable);
  }

  private static Optional<String> owner(Pod pod) {
    return pod.object().controller().map(OwnerReference::uid);
  }

  /** How many Pods there have the same owner as this one. */
  long siblingsOf(Pod pod) {
    return owner(pod).map(uid -> siblings.getOrDefault(uid, 0L)).orElse(0L);
  }

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
            wanted -> pods.stream().flatMap(NodeInfo::hostPorts).anyMatch(wanted::conflictsWith));
  }

  private static Stream<HostPort> hostPorts(Pod pod) {
    return pod.spec().stayingContainers().stream()
        .flatMap(container -> container.ports().stream())
        .filter(port -> port.hostPort() > 0)
        .map(port -> new HostPort(port.hostIp(), port.protocol(), port.hostPort()));
  }
}
