// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a name of the cluster's zone stands for: empty where there is no such name, an empty
 * list where the name exists but has nothing.
 */
record DnsLookup(DnsConfig config, DnsState state) {

  /** One thing that a name stands for, with the relative name it is known by. */
  sealed interface Entry {

    /** An address with a port. */
    record Endpoint(String name, IpAddress ip, int port) implements Entry {}

    /** Another name. */
    record External(String target) implements Entry {}
  }

  Optional<List<Entry>> find(DnsName name) {
    if (name instanceof DnsName.Empty) {
      return Optional.of(List.of());
    } else if (name instanceof DnsName.Namespace namespace) {
      boolean exists = state.hasNamespace(namespace.namespace());
      return exists && !(namespace.ofPods() && config.pods() == DnsConfig.Pods.DISABLED)
          ? Optional.of(List.of())
          : Optional.empty();
    } else if (name instanceof DnsName.Pod pod) {
      return pod(pod);
    } else if (name instanceof DnsName.Service service) {
      return service(service);
    } else if (name instanceof DnsName.NameServer) {
      return Optional.of(nameServer());
    }
    return Optional.empty();
  }

  private Optional<List<Entry>> pod(DnsName.Pod pod) {
    String dashed = pod.dashed();
    boolean v4 = dashed.chars().filter(c -> c == '-').count() == 3 && !dashed.contains("--");
    Optional<IpAddress> ip = DnsService.address(dashed.replace('-', v4 ? '.' : ':'));
    return ip.filter(address -> isPod(pod.namespace(), address))
        .map(address -> List.of(new Entry.Endpoint(relativeName(pod), address, 0)));
  }

  private static String relativeName(DnsName.Pod pod) {
    return pod.dashed() + "." + pod.namespace() + ".pod";
  }

  private boolean isPod(String namespace, IpAddress ip) {
    return switch (config.pods()) {
      case DISABLED -> false;
      case INSECURE -> state.hasNamespace(namespace);
      case VERIFIED -> state.hasPod(namespace, ip);
    };
  }

  private Optional<List<Entry>> service(DnsName.Service asked) {
    ObjectKey key = ObjectKey.of(asked.namespace(), asked.service());
    Optional<DnsService> service =
        state.service(key).filter(found -> state.hasNamespace(asked.namespace()));
    if (service.isEmpty()) {
      return Optional.empty();
    }
    List<Entry> entries = entries(service.get(), asked);
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries);
  }

  private List<Entry> entries(DnsService service, DnsName.Service asked) {
    if (service.isExternal()) {
      boolean named = asked.endpoint().isEmpty() && !asked.ofPort();
      boolean isName = DnsService.address(service.externalName()).isEmpty();
      return named && isName
          ? List.of(new Entry.External(absolute(service.externalName())))
          : List.of();
    }
    return service.headless() || !asked.endpoint().isEmpty()
        ? endpoints(service, asked)
        : clusterIps(service, asked);
  }

  private static String absolute(String name) {
    return name.endsWith(".") ? name : name + ".";
  }

  private List<Entry> clusterIps(DnsService service, DnsName.Service asked) {
    List<Entry> entries = new ArrayList<>();
    for (DnsService.Port port : service.ports()) {
      if (port.matches(asked.port(), asked.protocol())) {
        for (IpAddress ip : service.clusterIps()) {
          entries.add(new Entry.Endpoint(nameOf(service.key()), ip, port.number()));
        }
      }
    }
    return entries;
  }

  private List<Entry> endpoints(DnsService service, DnsName.Service asked) {
    List<Entry> entries = new ArrayList<>();
    for (DnsEndpoints slice : state.endpointsOf(service.key())) {
      for (DnsEndpoints.Address address : slice.addresses()) {
        if (asked.endpoint().isEmpty() || asked.endpoint().equalsIgnoreCase(address.name())) {
          entries.addAll(ports(slice, address, asked));
        }
      }
    }
    return entries;
  }

  private static List<Entry> ports(
      DnsEndpoints slice, DnsEndpoints.Address address, DnsName.Service asked) {
    String name = address.name() + "." + nameOf(slice.service());
    return slice.ports().stream()
        .filter(port -> port.matches(asked.port(), asked.protocol()))
        .<Entry>map(port -> new Entry.Endpoint(name, address.ip(), port.number()))
        .toList();
  }

  /** The server itself, by its Service or, without one, by {@code ns.dns}. */
  List<Entry> nameServer() {
    Optional<DnsService> service = state.service(config.service());
    List<Entry> entries = new ArrayList<>();
    if (service.isEmpty()) {
      config.listening().forEach(ip -> entries.add(new Entry.Endpoint("ns.dns", ip, 0)));
    } else {
      ObjectKey key = config.service();
      entries.addAll(
          entries(
              service.get(), new DnsName.Service(key.namespace(), key.name(), "", false, "", "")));
    }
    return entries;
  }

  /** The relative names of an address: its Service, or its endpoints. */
  List<String> namesOf(IpAddress ip) {
    ObjectKey service = state.byClusterIp().get(ip);
    return service != null
        ? List.of(nameOf(service))
        : state.byEndpointIp().getOrDefault(ip, java.util.Set.of()).stream()
            .map(named -> named.endpoint() + "." + nameOf(named.service()))
            .toList();
  }

  private static String nameOf(ObjectKey service) {
    return service.name() + "." + service.namespace() + ".svc";
  }
}
