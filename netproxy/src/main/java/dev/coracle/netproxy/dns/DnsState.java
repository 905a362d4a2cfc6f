// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable picture of everything that names are made from.
 *
 * @param pods addresses of running Pods by namespace, where Pods are verified
 * @param serial the Unix time of the last change that a client could see
 * @param synced whether everything has been seen once
 */
record DnsState(
    Set<String> namespaces,
    Map<ObjectKey, DnsService> services,
    Map<ObjectKey, List<DnsEndpoints>> endpoints,
    Map<IpAddress, ObjectKey> byClusterIp,
    Map<IpAddress, Set<Named>> byEndpointIp,
    Map<String, Set<IpAddress>> pods,
    long serial,
    boolean synced) {

  static final DnsState EMPTY =
      new DnsState(Set.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), 0, false);

  /** The name of an endpoint below its Service. */
  record Named(ObjectKey service, String endpoint) {}

  static DnsState of(
      Collection<String> namespaces,
      Collection<DnsService> services,
      Collection<DnsEndpoints> slices,
      Map<String, Set<IpAddress>> pods,
      long serial,
      boolean synced) {
    Map<ObjectKey, DnsService> byKey = new HashMap<>();
    Map<IpAddress, ObjectKey> byClusterIp = new HashMap<>();
    for (DnsService service : services) {
      byKey.put(service.key(), service);
      service.clusterIps().forEach(ip -> byClusterIp.put(ip, service.key()));
    }
    Map<ObjectKey, List<DnsEndpoints>> byService = new HashMap<>();
    Map<IpAddress, Set<Named>> byIp = new HashMap<>();
    for (DnsEndpoints slice : slices) {
      byService.computeIfAbsent(slice.service(), key -> new java.util.ArrayList<>()).add(slice);
      for (DnsEndpoints.Address address : slice.addresses()) {
        byIp.computeIfAbsent(address.ip(), ip -> new LinkedHashSet<>())
            .add(new Named(slice.service(), address.name()));
      }
    }
    return new DnsState(
        Set.copyOf(namespaces), byKey, byService, byClusterIp, byIp, pods, serial, synced);
  }

  boolean hasNamespace(String namespace) {
    return namespaces.contains(namespace);
  }

  Optional<DnsService> service(ObjectKey key) {
    return Optional.ofNullable(services.get(key));
  }

  List<DnsEndpoints> endpointsOf(ObjectKey service) {
    return endpoints.getOrDefault(service, List.of());
  }

  boolean hasPod(String namespace, IpAddress ip) {
    return pods.getOrDefault(namespace, Set.of()).contains(ip);
  }
}
