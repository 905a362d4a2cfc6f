// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import java.util.Optional;

/** The Pods by name, and those that run with a network of their own by address. Immutable. */
record PodTable(PersistentMap<ObjectKey, Pod> pods, PersistentMap<IpAddress, ObjectKey> addresses) {

  static final PodTable EMPTY = new PodTable(PersistentMap.empty(), PersistentMap.empty());

  PodTable with(Pod pod) {
    PodTable rest = without(pod.key());
    PersistentMap<IpAddress, ObjectKey> map = rest.addresses;
    if (!pod.ended() && !pod.hostNetwork()) {
      for (IpAddress address : pod.addresses()) {
        map = map.with(address, pod.key());
      }
    }
    return new PodTable(rest.pods.with(pod.key(), pod), map);
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
    return new PodTable(pods.without(key), map);
  }

  Optional<Pod> find(ObjectKey key) {
    return pods.get(key);
  }

  Optional<Pod> at(IpAddress address) {
    return addresses.get(address).flatMap(pods::get);
  }
}
