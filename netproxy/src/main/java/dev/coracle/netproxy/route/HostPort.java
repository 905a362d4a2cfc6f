// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Container;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A port of a node that leads to a port of one of its Pods.
 *
 * @param at the address of the node that has the port: an unspecified one means all of its family;
 *     empty means all
 * @param addresses the Pod's
 * @see <a
 *     href="https://github.com/containernetworking/plugins/blob/v1.9.0/plugins/meta/portmap/portmap_iptables.go">
 *     the portmap plugin, fillDnatRules</a>
 */
public record HostPort(
    ObjectKey pod,
    String node,
    Optional<IpAddress> at,
    int port,
    Protocol protocol,
    List<IpAddress> addresses,
    int containerPort) {

  /** Those of a Pod that has an address of its own and has not ended. */
  static List<HostPort> of(Pod pod) {
    return pod.hostNetwork() || pod.ended() || pod.addresses().isEmpty()
        ? List.of()
        : pod.ports().stream().flatMap(port -> of(pod, port)).toList();
  }

  private static Stream<HostPort> of(Pod pod, Container.Port port) {
    Optional<IpAddress> at = IpAddress.parseLegacy(port.hostIp());
    // An address that is none has not passed the API server.
    return port.hostPort() > 0 && (at.isPresent() || port.hostIp().isEmpty())
        ? Stream.of(
            new HostPort(
                pod.key(),
                pod.node(),
                at,
                port.hostPort(),
                Protocol.of(port.protocol()),
                pod.addresses(),
                port.number()))
        : Stream.empty();
  }

  /** Whether it is there at an address of its node. */
  boolean isAt(IpAddress address) {
    return at.isEmpty()
        || at.get().equals(address)
        || at.get().isUnspecified() && at.get().family() == address.family();
  }

  /** Whether anybody can call it: its node's other programs at the least. */
  public boolean isReachedOn(Node its) {
    return at.filter(Destination::isLocalhost).isPresent()
        || its.addresses().stream().anyMatch(this::isAt);
  }

  /** The Pod's port, in the family that was called; empty where the Pod has no address of it. */
  Optional<Destination> endpoint(IpAddress called) {
    return addresses.stream()
        .filter(address -> address.family() == called.family())
        .findFirst()
        .map(address -> new Destination(address, containerPort, protocol));
  }

  @Override
  public String toString() {
    return "hostPort " + port + " of Pod " + pod;
  }
}
