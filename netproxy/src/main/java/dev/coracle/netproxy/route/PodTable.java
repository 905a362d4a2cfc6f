// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Pods by name, those that run with a network of their own by address, and the ports of nodes
 * that lead to them. Immutable.
 */
record PodTable(
    PersistentMap<ObjectKey, Pod> pods,
    PersistentMap<IpAddress, ObjectKey> addresses,
    PersistentMap<PortNumber, List<HostPort>> hostPorts) {

  static final PodTable EMPTY =
      new PodTable(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

  private static final Comparator<HostPort> BY_POD = Comparator.comparing(HostPort::pod);

  /** A port of any node. */
  record PortNumber(int port, Protocol protocol) {

    static PortNumber of(HostPort hostPort) {
      return new PortNumber(hostPort.port(), hostPort.protocol());
    }
  }

  PodTable with(Pod pod) {
    PodTable rest = without(pod.key());
    PersistentMap<IpAddress, ObjectKey> map = rest.addresses;
    if (!pod.ended() && !pod.hostNetwork()) {
      for (IpAddress address : pod.addresses()) {
        map = map.with(address, pod.key());
      }
    }
    PersistentMap<PortNumber, List<HostPort>> ports = rest.hostPorts;
    for (HostPort hostPort : HostPort.of(pod)) {
      PortNumber number = PortNumber.of(hostPort);
      List<HostPort> all = new ArrayList<>(ports.getOrDefault(number, List.of()));
      all.add(hostPort);
      all.sort(BY_POD);
      ports = ports.with(number, List.copyOf(all));
    }
    return new PodTable(rest.pods.with(pod.key(), pod), map, ports);
  }

  PodTable without(ObjectKey key) {
    Optional<Pod> present = pods.get(key);
    if (present.isEmpty()) {
      return this;
    }
    PersistentMap<IpAddress, ObjectKey> map = addresses;
    for (IpAddress address : present.get().addresses()) {
      // The address may be another Pod's by now.
      map = map.get(address).filter(key::equals).isPresent() ? map.without(address) : map;
    }
    PersistentMap<PortNumber, List<HostPort>> ports = hostPorts;
    for (HostPort hostPort : HostPort.of(present.get())) {
      PortNumber number = PortNumber.of(hostPort);
      List<HostPort> rest =
          ports.getOrDefault(number, List.of()).stream()
              .filter(each -> !each.pod().equals(key))
              .toList();
      ports = rest.isEmpty() ? ports.without(number) : ports.with(number, rest);
    }
    return new PodTable(pods.without(key), map, ports);
  }

  Optional<Pod> find(ObjectKey key) {
    return pods.get(key);
  }

  Optional<Pod> at(IpAddress address) {
    return addresses.get(address).flatMap(pods::get);
  }

  /** The port of a node that a destination is; of several Pods that claim it, the first has it. */
  Optional<HostPort> hostPort(String node, Destination at) {
    return hostPorts.getOrDefault(new PortNumber(at.port(), at.protocol()), List.of()).stream()
        .filter(each -> each.node().equals(node) && each.isAt(at.address()))
        .findFirst();
  }

  /** The Pods that have a port of the same number, on whichever node. */
  Set<ObjectKey> sharing(HostPort hostPort) {
    return hostPorts.getOrDefault(PortNumber.of(hostPort), List.of()).stream()
        .map(HostPort::pod)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The Pods that have ports of their nodes. */
  Set<ObjectKey> withHostPorts() {
    Set<ObjectKey> keys = new HashSet<>();
    hostPorts.forEach((number, all) -> all.forEach(each -> keys.add(each.pod())));
    return keys;
  }
}
