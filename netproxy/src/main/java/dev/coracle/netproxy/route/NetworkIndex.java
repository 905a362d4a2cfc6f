// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.netproxy.route.NetworkState.Endpoint;
import dev.coracle.netproxy.route.NetworkState.Ingress;
import dev.coracle.netproxy.route.NetworkState.Listed;
import dev.coracle.netproxy.route.NetworkState.Node;
import dev.coracle.netproxy.route.NetworkState.Service;
import dev.coracle.netproxy.route.NetworkState.ServicePort;
import dev.coracle.netproxy.route.NetworkState.Slice;
import dev.coracle.netproxy.route.NetworkState.SlicePort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a {@link NetworkState}, made once for each and never changed. */
record NetworkIndex(
    Map<ObjectKey, Service> services,
    Map<String, Service> clusterIps,
    Map<ObjectKey, List<Slice>> slices,
    Map<String, List<Listed>> byAddress,
    Map<String, Node> nodes,
    Map<String, Node> nodesByAddress,
    Map<Destination, Frontend> frontends,
    Map<Destination, Frontend> nodePorts,
    Map<PortKey, List<Target>> targets) {

  static NetworkIndex of(
      Collection<Service> services, Collection<Slice> slices, Collection<Node> nodes) {
    Map<Destination, Frontend> nodePorts = new HashMap<>();
    Map<ObjectKey, List<Slice>> byService = slicesByService(slices);
    return new NetworkIndex(
        Collections.unmodifiableMap(byKey(services)),
        clusterIps(services),
        byService,
        byAddress(slices),
        Collections.unmodifiableMap(byName(nodes)),
        nodesByAddress(nodes),
        frontends(byKey(services).values(), nodePorts),
        nodePorts,
        targets(slices));
  }

  List<Target> targets(PortKey port, boolean ipv6) {
    return targets.getOrDefault(port, List.of()).stream()
        .filter(target -> Cidr.isIpv6(target.address()) == ipv6)
        .toList();
  }

  private static Map<ObjectKey, Service> byKey(Collection<Service> services) {
    Map<ObjectKey, Service> map = new TreeMap<>();
    services.forEach(service -> map.put(service.key(), service));
    return map;
  }

  private static Map<String, Node> byName(Collection<Node> nodes) {
    Map<String, Node> map = new TreeMap<>();
    nodes.forEach(node -> map.put(node.name(), node));
    return map;
  }

  private static Map<String, Node> nodesByAddress(Collection<Node> nodes) {
    Map<String, Node> map = new HashMap<>();
    for (Node node : nodes) {
      node.addresses().forEach(address -> map.put(address, node));
    }
    return map;
  }

  private static Map<String, Service> clusterIps(Collection<Service> services) {
    Map<String, Service> map = new HashMap<>();
    for (Service service : services) {
      service.clusterIps().forEach(address -> map.put(address, service));
    }
    return map;
  }

  private static Map<ObjectKey, List<Slice>> slicesByService(Collection<Slice> slices) {
    Map<ObjectKey, List<Slice>> map = new HashMap<>();
    for (Slice slice : slices) {
      map.computeIfAbsent(slice.service(), key -> new ArrayList<>()).add(slice);
    }
    return map;
  }

  private static Map<String, List<Listed>> byAddress(Collection<Slice> slices) {
    Map<String, List<Listed>> map = new HashMap<>();
    for (Slice slice : slices) {
      for (Endpoint endpoint : slice.endpoints()) {
        for (String address : endpoint.addresses()) {
          map.computeIfAbsent(address, key -> new ArrayList<>()).add(new Listed(slice, endpoint));
        }
      }
    }
    return map;
  }

  /** A headless Service, and one left to another proxy, has no way in at all. */
  private static Map<Destination, Frontend> frontends(
      Collection<Service> services, Map<Destination, Frontend> nodePorts) {
    Map<Destination, Frontend> map = new HashMap<>();
    for (Service service : services) {
      if (!service.clusterIps().isEmpty() && !service.foreign()) {
        service.ports().forEach(port -> add(service, port, map, nodePorts));
      }
    }
    return map;
  }

  private static void add(
      Service service,
      ServicePort port,
      Map<Destination, Frontend> map,
      Map<Destination, Frontend> nodePorts) {
    add(map, service.clusterIps(), new Frontend(service, port, Frontend.Kind.CLUSTER_IP));
    add(map, service.externalIps(), new Frontend(service, port, Frontend.Kind.EXTERNAL_IP));
    for (Ingress ingress : service.ingress()) {
      if (!ingress.ip().isEmpty()) {
        Frontend.Kind kind =
            ingress.proxy() ? Frontend.Kind.REMOTE_LOAD_BALANCER : Frontend.Kind.LOAD_BALANCER;
        add(map, List.of(ingress.ip()), new Frontend(service, port, kind));
      }
    }
    if (port.nodePort() > 0) {
      Destination anyNode = new Destination("", port.nodePort(), port.protocol());
      nodePorts.putIfAbsent(anyNode, new Frontend(service, port, Frontend.Kind.NODE_PORT));
    }
  }

  private static void add(
      Map<Destination, Frontend> map, List<String> addresses, Frontend frontend) {
    for (String address : addresses) {
      ServicePort port = frontend.port();
      map.putIfAbsent(new Destination(address, port.port(), port.protocol()), frontend);
    }
  }

  private static Map<PortKey, List<Target>> targets(Collection<Slice> slices) {
    Map<PortKey, Map<String, Target>> joined = new HashMap<>();
    for (Slice slice : slices) {
      if (!slice.headless() && !slice.addressType().equals("FQDN")) {
        slice.ports().forEach(port -> join(slice, port, joined));
      }
    }
    Map<PortKey, List<Target>> sorted = new HashMap<>();
    joined.forEach((key, targets) -> sorted.put(key, List.copyOf(targets.values())));
    return sorted;
  }

  private static void join(Slice slice, SlicePort port, Map<PortKey, Map<String, Target>> joined) {
    if (port.port() == 0) {
      return;
    }
    PortKey key = new PortKey(slice.service(), port.name(), port.protocol());
    boolean ipv6 = slice.addressType().equals("IPv6");
    for (Endpoint endpoint : slice.endpoints()) {
      if (!endpoint.addresses().isEmpty() && Cidr.isIpv6(endpoint.addresses().get(0)) == ipv6) {
        Target target = new Target(endpoint.addresses().get(0), port.port(), endpoint);
        joined
            .computeIfAbsent(key, k -> new TreeMap<>())
            .merge(target.text(), target, NetworkIndex::preferred);
      }
    }
  }

  /** Of two slices that list the same endpoint, one that does not end wins. */
  private static Target preferred(Target present, Target next) {
    return next.endpoint().terminating() ? present : next;
  }
}
