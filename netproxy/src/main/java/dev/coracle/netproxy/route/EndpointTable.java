// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The EndpointSlices and what they list. Immutable; a change costs as much as its Service has
 * endpoints, however many others there are.
 */
final class EndpointTable {

  static final EndpointTable EMPTY =
      new EndpointTable(
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty());

  private final PersistentMap<ObjectKey, Slice> slices;
  private final PersistentMap<ObjectKey, List<Slice>> byService;
  private final PersistentMap<IpAddress, List<Listed>> byAddress;
  private final PersistentMap<PortKey, List<Target>> targets;

  private EndpointTable(
      PersistentMap<ObjectKey, Slice> slices,
      PersistentMap<ObjectKey, List<Slice>> byService,
      PersistentMap<IpAddress, List<Listed>> byAddress,
      PersistentMap<PortKey, List<Target>> targets) {
    this.slices = slices;
    this.byService = byService;
    this.byAddress = byAddress;
    this.targets = targets;
  }

  EndpointTable with(Slice slice) {
    Optional<Slice> old = slices.get(slice.key());
    // A slice that a label gives to another Service leaves the first one.
    EndpointTable rest =
        old.filter(present -> !present.service().equals(slice.service()))
            .map(present -> without(present.key()))
            .orElse(this);
    List<Slice> siblings = new ArrayList<>(rest.others(slice.service(), slice.key()));
    siblings.add(slice);
    siblings.sort(Comparator.comparing(Slice::key));
    return rest.replaced(
        slice.service(),
        siblings,
        rest.slices.with(slice.key(), slice),
        listed(rest.unlisted(slice.key()), slice));
  }

  EndpointTable without(ObjectKey key) {
    return slices
        .get(key)
        .map(Slice::service)
        .map(service -> replaced(service, others(service, key), slices.without(key), unlisted(key)))
        .orElse(this);
  }

  private List<Slice> others(ObjectKey service, ObjectKey slice) {
    return byService.getOrDefault(service, List.of()).stream()
        .filter(each -> !each.key().equals(slice))
        .toList();
  }

  private EndpointTable replaced(
      ObjectKey service,
      List<Slice> now,
      PersistentMap<ObjectKey, Slice> all,
      PersistentMap<IpAddress, List<Listed>> addresses) {
    PersistentMap<PortKey, List<Target>> next = targets;
    for (PortKey port : ports(service, byService.getOrDefault(service, List.of()))) {
      next = next.without(port);
    }
    for (PortKey port : ports(service, now)) {
      next = next.with(port, targets(port, now));
    }
    return new EndpointTable(
        all,
        now.isEmpty() ? byService.without(service) : byService.with(service, List.copyOf(now)),
        addresses,
        next);
  }

  private PersistentMap<IpAddress, List<Listed>> unlisted(ObjectKey slice) {
    PersistentMap<IpAddress, List<Listed>> map = byAddress;
    Optional<Slice> old = slices.get(slice);
    if (old.isPresent()) {
      for (IpAddress address : addresses(old.get())) {
        List<Listed> rest =
            only(map.getOrDefault(address, List.of()), each -> !each.slice().key().equals(slice));
        map = rest.isEmpty() ? map.without(address) : map.with(address, rest);
      }
    }
    return map;
  }

  private static PersistentMap<IpAddress, List<Listed>> listed(
      PersistentMap<IpAddress, List<Listed>> addresses, Slice slice) {
    PersistentMap<IpAddress, List<Listed>> map = addresses;
    for (Endpoint endpoint : slice.endpoints()) {
      for (IpAddress address : endpoint.addresses()) {
        List<Listed> all = new ArrayList<>(map.getOrDefault(address, List.of()));
        all.add(new Listed(slice, endpoint));
        map = map.with(address, List.copyOf(all));
      }
    }
    return map;
  }

  private static Set<IpAddress> addresses(Slice slice) {
    Set<IpAddress> all = new HashSet<>();
    slice.endpoints().forEach(endpoint -> all.addAll(endpoint.addresses()));
    return all;
  }

  private static Set<PortKey> ports(ObjectKey service, List<Slice> slices) {
    Set<PortKey> keys = new HashSet<>();
    for (Slice slice : slices) {
      if (!slice.headless()) {
        slice.ports().stream()
            .filter(port -> port.port() > 0)
            .forEach(port -> keys.add(new PortKey(service, port.name(), port.protocol())));
      }
    }
    return keys;
  }

  private static List<Target> targets(PortKey key, List<Slice> slices) {
    Map<String, Target> joined = new TreeMap<>();
    for (Slice slice : slices) {
      for (SlicePort port : slice.ports()) {
        if (!slice.headless()
            && port.port() > 0
            && port.name().equals(key.name())
            && port.protocol() == key.protocol()) {
          join(slice, port, joined);
        }
      }
    }
    return List.copyOf(joined.values());
  }

  private static void join(Slice slice, SlicePort port, Map<String, Target> joined) {
    for (Endpoint endpoint : slice.endpoints()) {
      // All addresses of an endpoint are one Pod: kube-proxy takes the first.
      if (!endpoint.addresses().isEmpty()
          && IpFamily.of(slice.addressType())
              .equals(Optional.of(endpoint.addresses().get(0).family()))) {
        Target target = new Target(endpoint.addresses().get(0), port.port(), endpoint);
        joined.merge(target.text(), target, EndpointTable::preferred);
      }
    }
  }

  /** Of two slices that list the same endpoint, one that does not end wins. */
  private static Target preferred(Target present, Target next) {
    return next.endpoint().terminating() ? present : next;
  }

  Optional<Slice> find(ObjectKey key) {
    return slices.get(key);
  }

  /** The slices of a Service, of headless ones too, ordered by name. */
  List<Slice> of(ObjectKey service) {
    return byService.getOrDefault(service, List.of());
  }

  List<Listed> at(IpAddress address) {
    return byAddress.getOrDefault(address, List.of());
  }

  List<Target> targets(PortKey port, IpFamily family) {
    List<Target> all = targets.getOrDefault(port, List.of());
    boolean mixed = all.stream().anyMatch(target -> target.address().family() != family);
    return mixed ? only(all, target -> target.address().family() == family) : all;
  }

  private static <T> List<T> only(List<T> all, Predicate<T> test) {
    return all.stream().filter(test).toList();
  }
}
