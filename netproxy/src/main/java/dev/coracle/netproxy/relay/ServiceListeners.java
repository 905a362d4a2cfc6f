// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Loop;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Frontend;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.PortKey;
import dev.coracle.netproxy.route.Service;
import dev.coracle.netproxy.route.Target;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The sockets on which Services are reached: one for each address and port of a Service that has an
 * endpoint somewhere. A Service without endpoints is refused because nobody listens.
 *
 * <p>Runs on the network's loop. Connections outlive the listener that accepted them.
 */
public final class ServiceListeners implements AutoCloseable {

  /** Who is told what a Service's user should know. */
  @FunctionalInterface
  public interface Warnings {

    void warn(Service service, String reason, String message);
  }

  private final Binder binder;
  private final AddressBlock block;
  private final AddressTable table;
  private final Routes routes;
  private final Dialer dialer;
  private final Loop loop;
  private final Warnings warnings;
  private final Map<ObjectKey, Map<Destination, Open>> open = new HashMap<>();
  private final Set<String> warned = new HashSet<>();

  public ServiceListeners(
      Binder binder,
      AddressBlock block,
      AddressTable table,
      Routes routes,
      Dialer dialer,
      Loop loop,
      Warnings warnings) {
    this.binder = binder;
    this.block = block;
    this.table = table;
    this.routes = routes;
    this.dialer = dialer;
    this.loop = loop;
    this.warnings = warnings;
  }

  /** A bound listener, and who is told of its endpoints. */
  private record Open(BoundPort port, Frontend frontend, Flows flows) {}

  /** What keeps flows to endpoints. */
  @FunctionalInterface
  private interface Flows {

    void endpointsChanged(List<Target> targets);
  }

  /** Listens where the state says, and nowhere else; looks at nothing that did not change. */
  public void apply(NetworkChange change) {
    NetworkState state = change.state();
    Map<ObjectKey, Map<Destination, Frontend>> wanted = new TreeMap<>();
    change.services().forEach(key -> wanted.put(key, wanted(key, state)));
    // A place may go from one Service to another.
    wanted.forEach(this::closeOthers);
    wanted.forEach(this::openMissing);
    wanted.forEach((key, ways) -> tellEndpoints(key, ways, state));
  }

  private void closeOthers(ObjectKey service, Map<Destination, Frontend> wanted) {
    Map<Destination, Open> own = open.getOrDefault(service, Map.of());
    for (Destination at : Set.copyOf(own.keySet())) {
      if (!wanted.containsKey(at)) {
        own.remove(at).port().close();
      }
    }
    if (own.isEmpty()) {
      open.remove(service);
    }
  }

  private void openMissing(ObjectKey service, Map<Destination, Frontend> wanted) {
    wanted.forEach(
        (at, frontend) -> {
          if (!open.getOrDefault(service, Map.of()).containsKey(at)) {
            listen(at, frontend);
          }
        });
  }

  private void tellEndpoints(
      ObjectKey service, Map<Destination, Frontend> wanted, NetworkState state) {
    open.getOrDefault(service, Map.of())
        .forEach(
            (at, one) -> {
              PortKey key = wanted.getOrDefault(at, one.frontend()).key();
              one.flows().endpointsChanged(state.targets(key, at.address().family()));
            });
  }

  private Map<Destination, Frontend> wanted(ObjectKey service, NetworkState state) {
    Map<Destination, Frontend> wanted = new TreeMap<>();
    state
        .service(service)
        .map(state::frontendsOf)
        .orElse(Map.of())
        .forEach(
            (at, frontend) -> {
              if (isWanted(at, frontend, state)) {
                wanted.put(at, frontend);
              }
            });
    return wanted;
  }

  private boolean isWanted(Destination at, Frontend frontend, NetworkState state) {
    boolean ours =
        at.protocol() != Protocol.SCTP
            && block.families().contains(at.address().family())
            && !table.isFixed(at);
    if (ours && !block.canListen(at.address())) {
      warnForeign(frontend, at);
      return false;
    }
    return ours
        && state.targets(frontend.key(), at.address().family()).stream()
            .anyMatch(target -> target.endpoint().usable());
  }

  private void warnForeign(Frontend frontend, Destination at) {
    if (frontend.kind() != Frontend.Kind.NODE_PORT) {
      warnOnce(
          frontend.service(),
          "AddressNotBound",
          at
              + " is no loopback address, so only Pods and the tunnel reach it (expected: an"
              + " address of the cluster's own block or of 127.0.0.0/8)");
    }
  }

  private void listen(Destination at, Frontend frontend) {
    try {
      Open listener = at.protocol() == Protocol.TCP ? tcp(at, frontend) : udp(at, frontend);
      open.computeIfAbsent(frontend.service().key(), key -> new TreeMap<>()).put(at, listener);
      listener
          .port()
          .problem()
          .ifPresent(problem -> warnOnce(frontend.service(), "PortNotBound", problem));
    } catch (IOException e) {
      warnOnce(frontend.service(), "PortNotBound", at + " cannot be bound: " + e.getMessage());
    }
  }

  private Open tcp(Destination at, Frontend frontend) throws IOException {
    FrontendHandler handler = new FrontendHandler(Entry.at(at), routes, dialer);
    return new Open(binder.tcp(at.address(), at.port(), handler, false), frontend, targets -> {});
  }

  private Open udp(Destination at, Frontend frontend) throws IOException {
    UdpFrontend handler = new UdpFrontend(Entry.at(at), routes, dialer, loop);
    return new Open(
        binder.udp(at.address(), at.port(), handler), frontend, handler::endpointsChanged);
  }

  private void warnOnce(Service service, String reason, String message) {
    if (warned.add(service.uid() + message)) {
      warnings.warn(service, reason, message);
    }
  }

  @Override
  public void close() {
    open.values().forEach(own -> own.values().forEach(one -> one.port().close()));
    open.clear();
  }
}
