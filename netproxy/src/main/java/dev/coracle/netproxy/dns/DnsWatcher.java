// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Keeps the {@link DnsState} true. Runs on a loop of its own; any thread may read the state.
 *
 * <p>Changes that arrive together are shown together, so a burst costs one new state.
 */
final class DnsWatcher implements AutoCloseable {

  private static final Duration SYNC_CHECK = Duration.ofMillis(100);
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Unknown");

  private final Loop loop;
  private final Map<ObjectKey, String> namespaces = new TreeMap<>();
  private final Map<ObjectKey, DnsService> services = new TreeMap<>();
  private final Map<ObjectKey, DnsEndpoints> slices = new TreeMap<>();
  private final Map<ObjectKey, IpAddress> pods = new TreeMap<>();
  private final List<Informer> informers;
  private volatile DnsState state = DnsState.EMPTY;
  private long serial;
  private boolean dirty;

  DnsWatcher(KubeClient client, Time time, DnsConfig config) {
    this.loop = time.loop("dns");
    this.serial = time.now().getEpochSecond();
    Informer watchedNamespaces = Informer.of(client, ResourceType.NAMESPACES, loop);
    Informer watchedServices = Informer.of(client, ResourceType.SERVICES, loop);
    Informer watchedSlices = Informer.of(client, ResourceType.ENDPOINT_SLICES, loop);
    Informer watchedPods = Informer.of(client, ResourceType.PODS, loop);
    keep(watchedNamespaces, namespaces, object -> Optional.of(object.name()));
    keep(watchedServices, services, object -> Optional.of(DnsService.of(object)));
    keep(watchedSlices, slices, object -> Optional.of(DnsEndpoints.of(object)));
    keep(watchedPods, pods, DnsWatcher::runningAddress);
    this.informers =
        config.pods() == DnsConfig.Pods.VERIFIED
            ? List.of(watchedNamespaces, watchedServices, watchedSlices, watchedPods)
            : List.of(watchedNamespaces, watchedServices, watchedSlices);
  }

  void start() {
    informers.forEach(Informer::start);
    loop.execute(this::publish);
  }

  DnsState state() {
    return state;
  }

  private static Optional<IpAddress> runningAddress(KubeObject pod) {
    boolean gone = pod.isDeleting() || ENDED.contains(pod.text("status", "phase"));
    return gone ? Optional.empty() : DnsService.address(pod.text("status", "podIP"));
  }

  private <T> void keep(
      Informer informer, Map<ObjectKey, T> picture, Function<KubeObject, Optional<T>> read) {
    informer.onChange(
        (before, after) -> {
          ObjectKey key = after.or(() -> before).orElseThrow().key();
          Optional<T> now = after.flatMap(read);
          Optional<T> old =
              Optional.ofNullable(
                  now.isPresent() ? picture.put(key, now.get()) : picture.remove(key));
          // What DNS does not show, such as labels, does not make a new state.
          if (!old.equals(now)) {
            changed();
          }
        });
  }

  private void changed() {
    serial = loop.now().getEpochSecond();
    if (!dirty) {
      dirty = true;
      loop.execute(this::publish);
    }
  }

  private void publish() {
    dirty = false;
    boolean synced = informers.stream().allMatch(Informer::hasSynced);
    Map<String, Set<IpAddress>> byNamespace = new HashMap<>();
    pods.forEach(
        (key, ip) -> byNamespace.computeIfAbsent(key.namespace(), n -> new HashSet<>()).add(ip));
    state =
        DnsState.of(
            namespaces.values(), services.values(), slices.values(), byNamespace, serial, synced);
    if (!synced) {
      loop.schedule(SYNC_CHECK, "wait for the first lists", this::publish);
    }
  }

  @Override
  public void close() {
    loop.close();
    informers.forEach(Informer::close);
  }
}
