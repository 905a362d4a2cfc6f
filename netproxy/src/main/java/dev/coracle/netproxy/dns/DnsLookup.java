// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Endpoint;
import dev.coracle.netproxy.route.Listed;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Service;
import dev.coracle.netproxy.route.Slice;
import dev.coracle.network.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what a name of the cluster's zone stands for: empty where there is no such name, an empty
 * list where the name exists but has nothing.
 */
record DnsLookup(DnsConfig config, NetworkState state) {

  /** One thing that a name stands for, with the relative name it is known by. */
  sealed interface Entry {

    /** An address with a port; one without has no SRV record. */
    record Address(String name, IpAddress ip, int port) implements Entry {

      static final int NO_PORT = -1;
    }

    /** Another name. */
    record External(String target) implements Entry {}
  }

  /** A port by which a name may be asked for; what is empty in the question is any. */
  private record Port(String name, Protocol protocol, int number) {

    static final List<Port> NONE = List.of(new Port("", Protocol.TCP, Entry.Address.NO_PORT));

    boolean matches(DnsName.Service asked) {
      return (asked.port().isEmpty() || asked.port().equalsIgnoreCase(name))
          && (asked.protocol().isEmpty() || this != NONE.get(0) && isProtocol(asked.protocol()));
    }

    private boolean isProtocol(String text) {
      return text.toUpperCase(Locale.ROOT).equals(protocol.name());
    }

    static List<Port> of(Stream<Port> ports) {
      List<Port> all = ports.toList();
      return all.isEmpty() ? NONE : all;
    }
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
    Optional<IpAddress> ip = IpAddress.parse(dashed.replace('-', v4 ? '.' : ':'));
    return ip.filter(address -> isPod(pod.namespace(), address))
        .map(address -> List.of(new Entry.Address(relativeName(pod), address, 0)));
  }

  private static String relativeName(DnsName.Pod pod) {
    return pod.dashed() + "." + pod.namespace() + ".pod";
  }

  private boolean isPod(String namespace, IpAddress ip) {
    return switch (config.pods()) {
      case DISABLED -> false;
      case INSECURE -> state.hasNamespace(namespace);
      case VERIFIED ->
          state.podByAddress(ip).map(pod -> pod.key().namespace()).equals(Optional.of(namespace));
    };
  }

  private Optional<List<Entry>> service(DnsName.Service asked) {
    ObjectKey key = ObjectKey.of(asked.namespace(), asked.service());
    Optional<Service> service =
        state.service(key).filter(found -> state.hasNamespace(asked.namespace()));
    if (service.isEmpty()) {
      return Optional.empty();
    }
    List<Entry> entries = entries(service.get(), asked);
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries);
  }

  private List<Entry> entries(Service service, DnsName.Service asked) {
    if (service.isExternal()) {
      boolean named = asked.endpoint().isEmpty() && !asked.ofPort();
      boolean isName = IpAddress.parse(service.externalName()).isEmpty();
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

  private static List<Entry> clusterIps(Service service, DnsName.Service asked) {
    List<Port> ports =
        Port.of(
            service.ports().stream()
                .map(port -> new Port(port.name(), port.protocol(), port.port())));
    List<Entry> entries = new ArrayList<>();
    for (Port port : ports) {
      if (port.matches(asked)) {
        for (IpAddress ip : service.clusterIps()) {
          entries.add(new Entry.Address(nameOf(service.key()), ip, port.number()));
        }
      }
    }
    return entries;
  }

  private List<Entry> endpoints(Service service, DnsName.Service asked) {
    List<Entry> entries = new ArrayList<>();
    for (Slice slice : state.slices(service.key())) {
      for (Endpoint endpoint : slice.endpoints()) {
        // Ready unless said otherwise; serving and terminating do not count.
        if (endpoint.ready()) {
          endpoint.addresses().forEach(ip -> entries.addAll(ports(slice, endpoint, ip, asked)));
        }
      }
    }
    return entries;
  }

  private static List<Entry> ports(
      Slice slice, Endpoint endpoint, IpAddress ip, DnsName.Service asked) {
    String label = label(endpoint, ip);
    if (!asked.endpoint().isEmpty() && !asked.endpoint().equalsIgnoreCase(label)) {
      return List.of();
    }
    String name = label + "." + nameOf(slice.service());
    return Port.of(
            slice.ports().stream()
                .map(port -> new Port(port.name(), port.protocol(), number(port.port()))))
        .stream()
        .filter(port -> port.matches(asked))
        .<Entry>map(port -> new Entry.Address(name, ip, port.number()))
        .toList();
  }

  private static int number(int port) {
    return port == 0 ? Entry.Address.NO_PORT : port;
  }

  /** The name of an endpoint below its Service. */
  private static String label(Endpoint endpoint, IpAddress ip) {
    String dashed = ip.toString().replace('.', '-').replace(':', '-');
    String named = dashed.endsWith("-") ? dashed + "0" : dashed;
    return endpoint.hostname().isEmpty() ? named : endpoint.hostname();
  }

  /** The server itself, by its Service or, without one, by {@code ns.dns}. */
  List<Entry> nameServer() {
    Optional<Service> service = state.service(config.service());
    List<Entry> entries = new ArrayList<>();
    if (service.isEmpty()) {
      config.listening().forEach(ip -> entries.add(new Entry.Address("ns.dns", ip, 0)));
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
    return state
        .serviceByClusterIp(ip)
        .map(service -> List.of(nameOf(service.key())))
        .orElseGet(() -> endpointNames(ip));
  }

  private List<String> endpointNames(IpAddress ip) {
    return state.endpointsByAddress(ip).stream()
        .filter(listed -> listed.endpoint().ready())
        .map(listed -> nameOf(listed, ip))
        .distinct()
        .toList();
  }

  private static String nameOf(Listed listed, IpAddress ip) {
    return label(listed.endpoint(), ip) + "." + nameOf(listed.slice().service());
  }

  private static String nameOf(ObjectKey service) {
    return service.name() + "." + service.namespace() + ".svc";
  }
}
