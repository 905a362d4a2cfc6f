// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import java.util.HashSet;
import java.util.Set;

/**
 * A new state, and what is new in it.
 *
 * @param services those whose ways in or endpoints are not what they were; some may be gone
 * @param pods those whose ports of their nodes are not what they were; some may be gone
 * @param ingresses whether anything about Ingresses or their classes changed
 */
public record NetworkChange(
    NetworkState state, Set<ObjectKey> services, Set<ObjectKey> pods, boolean ingresses) {

  public NetworkChange {
    services = Set.copyOf(services);
    pods = Set.copyOf(pods);
  }

  /** All of a state. */
  public static NetworkChange from(NetworkState before, NetworkState state) {
    Set<ObjectKey> keys = new HashSet<>();
    before.services().stream().map(Service::key).forEach(keys::add);
    state.services().stream().map(Service::key).forEach(keys::add);
    Set<ObjectKey> pods = new HashSet<>(before.podsWithHostPorts());
    pods.addAll(state.podsWithHostPorts());
    return new NetworkChange(state, keys, pods, true);
  }
}
