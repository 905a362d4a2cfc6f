// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The Services and the ways into them. Immutable; a change costs as much as the Service has
 * addresses and ports.
 */
final class ServiceTable {

  static final ServiceTable EMPTY =
      new ServiceTable(
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty());

  private final PersistentMap<ObjectKey, Service> services;
  private final PersistentMap<IpAddress, ObjectKey> clusterIps;
  private final PersistentMap<Destination, List<Frontend>> frontends;
  private final PersistentMap<NodePort, List<Frontend>> nodePorts;

  private ServiceTable(
      PersistentMap<ObjectKey, Service> services,
      PersistentMap<IpAddress, ObjectKey> clusterIps,
      PersistentMap<Destination, List<Frontend>> frontends,
      PersistentMap<NodePort, List<Frontend>> nodePorts) {
    this.services = services;
    this.clusterIps = clusterIps;
    this.frontends = frontends;
    this.nodePorts = nodePorts;
  }

  /** A port of every node. */
  private record NodePort(int port, Protocol protocol) {}

  ServiceTable with(Service service) {
    ServiceTable rest = without(service.key());
    PersistentMap<IpAddress, ObjectKey> ips = rest.clusterIps;
    for (IpAddress ip : service.clusterIps()) {
      ips = ips.with(ip, service.key());
    }
    PersistentMap<Destination, List<Frontend>> ways = rest.frontends;
    for (Map.Entry<Destination, Frontend> way : frontendsOf(service).entrySet()) {
      ways = added(ways, way.getKey(), way.getValue());
    }
    PersistentMap<NodePort, List<Frontend>> ports = rest.nodePorts;
    for (Map.Entry<NodePort, Frontend> way : nodePortsOf(service).entrySet()) {
      ports = added(ports, way.getKey(), way.getValue());
    }
    return new ServiceTable(rest.services.with(service.key(), service), ips, ways, ports);
  }

  ServiceTable without(ObjectKey key) {
    Optional<Service> present = services.get(key);
    if (present.isEmpty()) {
      return this;
    }
    PersistentMap<IpAddress, ObjectKey> ips = clusterIps;
    for (IpAddress ip : present.get().clusterIps()) {
      ips = ips.get(ip).filter(key::equals).isPresent() ? ips.without(ip) : ips;
    }
    PersistentMap<Destination, List<Frontend>> ways = frontends;
    for (Destination at : frontendsOf(present.get()).keySet()) {
      ways = removed(ways, at, key);
    }
    PersistentMap<NodePort, List<Frontend>> ports = nodePorts;
    for (NodePort at : nodePortsOf(present.get()).keySet()) {
      ports = removed(ports, at, key);
    }
    return new ServiceTable(services.without(key), ips, ways, ports);
  }

  /** Of several Services that claim one place, the first by name has it. */
  private static <K> PersistentMap<K, List<Frontend>> added(
      PersistentMap<K, List<Frontend>> map, K at, Frontend way) {
    List<Frontend> all = new ArrayList<>(map.getOrDefault(at, List.of()));
    all.add(way);
    all.sort(Comparator.comparing(each -> each.service().key()));
    return map.with(at, List.copyOf(all));
  }

  private static <K> PersistentMap<K, List<Frontend>> removed(
      PersistentMap<K, List<Frontend>> map, K at, ObjectKey service) {
    List<Frontend> rest =
        map.getOrDefault(at, List.of()).stream()
            .filter(way -> !way.service().key().equals(service))
            .toList();
    return rest.isEmpty() ? map.without(at) : map.with(at, rest);
  }

  /** A headless Service, and one left to another proxy, has no way in at all. */
  static Map<Destination, Frontend> frontendsOf(Service service) {
    Map<Destination, Frontend> map = new HashMap<>();
    if (isReached(service)) {
      service.ports().forEach(port -> addAddresses(service, port, map::putIfAbsent));
    }
    return map;
  }

  private static boolean isReached(Service service) {
    return !service.clusterIps().isEmpty() && !service.foreign();
  }

  private static void addAddresses(
      Service service, ServicePort port, BiConsumer<Destination, Frontend> add) {
    for (IpAddress ip : service.clusterIps()) {
      add.accept(at(ip, port), new Frontend(service, port, Frontend.Kind.CLUSTER_IP));
    }
    for (IpAddress ip : service.externalIps()) {
      add.accept(at(ip, port), new Frontend(service, port, Frontend.Kind.EXTERNAL_IP));
    }
    for (LoadBalancerAddress ingress : service.ingress()) {
      Frontend.Kind kind =
          ingress.proxy() ? Frontend.Kind.REMOTE_LOAD_BALANCER : Frontend.Kind.LOAD_BALANCER;
      add.accept(at(ingress.ip(), port), new Frontend(service, port, kind));
    }
  }

  private static Destination at(IpAddress ip, ServicePort port) {
    return new Destination(ip, port.port(), port.protocol());
  }

  private static Map<NodePort, Frontend> nodePortsOf(Service service) {
    Map<NodePort, Frontend> map = new HashMap<>();
    for (ServicePort port : service.ports()) {
      if (isReached(service) && port.nodePort() > 0) {
        map.putIfAbsent(
            new NodePort(port.nodePort(), port.protocol()),
            new Frontend(service, port, Frontend.Kind.NODE_PORT));
      }
    }
    return map;
  }

  /** Every Service, ordered by namespace and name. */
  Collection<Service> all() {
    Map<ObjectKey, Service> sorted = new TreeMap<>();
    services.forEach(sorted::put);
    return sorted.values();
  }

  Optional<Service> find(ObjectKey key) {
    return services.get(key);
  }

  Optional<Service> byClusterIp(IpAddress address) {
    return clusterIps.get(address).flatMap(services::get);
  }

  Optional<Frontend> frontend(Destination at) {
    return frontends.get(at).map(ways -> ways.get(0));
  }

  Optional<Frontend> nodePort(int port, Protocol protocol) {
    return nodePorts.get(new NodePort(port, protocol)).map(ways -> ways.get(0));
  }

  /** The Services that claim a place which this one claims too, itself included. */
  Set<ObjectKey> rivals(Service service) {
    Set<ObjectKey> keys = new HashSet<>(Set.of(service.key()));
    frontendsOf(service)
        .keySet()
        .forEach(at -> addKeys(frontends.getOrDefault(at, List.of()), keys));
    nodePortsOf(service)
        .keySet()
        .forEach(at -> addKeys(nodePorts.getOrDefault(at, List.of()), keys));
    return keys;
  }

  private static void addKeys(List<Frontend> ways, Set<ObjectKey> keys) {
    ways.forEach(way -> keys.add(way.service().key()));
  }
}
