// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.ProxyMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What one node remembers between connections: affinity, whose turn it is, and how many connections
 * each endpoint has.
 *
 * <p>Connections are routed by event loops and by threads of Pods, which need their answer at once:
 * the methods are synchronized, short, and call nothing outside.
 */
public final class Balance {

  private static final int PURGE_SIZE = 4096;

  private final ProxyMode mode;
  private final IpvsScheduler scheduler;
  private final RandomGenerator random;
  private final Supplier<Instant> now;
  private final Map<AffinityKey, Stuck> affinity = new HashMap<>();
  private final Map<Object, Integer> turns = new HashMap<>();
  private final Map<String, Integer> connections = new HashMap<>();

  public Balance(
      ProxyMode mode, IpvsScheduler scheduler, RandomGenerator random, Supplier<Instant> now) {
    this.mode = mode;
    this.scheduler = scheduler;
    this.random = random;
    this.now = now;
  }

  ProxyMode mode() {
    return mode;
  }

  /** The endpoint for a new connection, out of at least one. */
  synchronized Target pick(Frontend frontend, List<Target> usable, Flow flow) {
    Duration timeout = frontend.service().affinity();
    if (timeout.isZero()) {
      return choose(serverKey(frontend, flow), usable, flow);
    }
    AffinityKey key = new AffinityKey(serverKey(frontend, flow), flow.source());
    Target target = remembered(key, usable);
    if (target == null) {
      target = choose(key.server(), usable, flow);
    }
    purge();
    affinity.put(key, new Stuck(target.text(), now.get().plus(timeout)));
    return target;
  }

  /** A number below a bound. */
  synchronized int random(int bound) {
    return random.nextInt(bound);
  }

  public synchronized void opened(Target target) {
    connections.merge(target.text(), 1, Integer::sum);
  }

  public synchronized void closed(Target target) {
    connections.computeIfPresent(target.text(), (text, count) -> count == 1 ? null : count - 1);
  }

  /** ipvs keeps its state for each virtual address, the others for each port of a Service. */
  private Object serverKey(Frontend frontend, Flow flow) {
    return mode == ProxyMode.IPVS ? flow.destination() : frontend.key();
  }

  private @org.jspecify.annotations.Nullable Target remembered(
      AffinityKey key, List<Target> usable) {
    Stuck stuck = affinity.get(key);
    if (stuck == null || stuck.until().isBefore(now.get())) {
      return null;
    }
    return usable.stream()
        .filter(target -> target.text().equals(stuck.target()))
        .findFirst()
        .orElse(null);
  }

  private Target choose(Object server, List<Target> usable, Flow flow) {
    if (mode != ProxyMode.IPVS) {
      return usable.get(random.nextInt(usable.size()));
    }
    return switch (scheduler) {
      case ROUND_ROBIN, WEIGHTED_ROUND_ROBIN ->
          usable.get((turns.merge(server, 1, Integer::sum) - 1) % usable.size());
      case SOURCE_HASHING -> usable.get(slot(flow.source(), usable.size()));
      case DESTINATION_HASHING -> usable.get(slot(flow.destination().address(), usable.size()));
      default -> fewestConnections(usable);
    };
  }

  private static int slot(IpAddress address, int size) {
    return Math.floorMod(address.toString().hashCode() * 0x9E3779B1, 256) % size;
  }

  private Target fewestConnections(List<Target> usable) {
    Target best = usable.get(0);
    for (Target target : usable) {
      if (count(target) < count(best)) {
        best = target;
      }
    }
    return best;
  }

  private int count(Target target) {
    return connections.getOrDefault(target.text(), 0);
  }

  private void purge() {
    if (affinity.size() >= PURGE_SIZE) {
      Instant moment = now.get();
      affinity.values().removeIf(stuck -> stuck.until().isBefore(moment));
    }
  }

  private record AffinityKey(Object server, IpAddress source) {}

  private record Stuck(String target, Instant until) {}
}
