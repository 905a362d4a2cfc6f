// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.time.Loop;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.plan.EventLoops;
import dev.coracle.netproxy.plan.RealAddresses;
import dev.coracle.netproxy.route.Cidr;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Frontend;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.NetworkState.Service;
import dev.coracle.netproxy.route.PortKey;
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
  private final RealAddresses table;
  private final Routes routes;
  private final Dialer dialer;
  private final EventLoops loops;
  private final Loop loop;
  private final Warnings warnings;
  private final Map<Destination, Open> open = new HashMap<>();
  private final Set<String> warned = new HashSet<>();

  public ServiceListeners(
      Binder binder,
      RealAddresses table,
      Routes routes,
      Dialer dialer,
      EventLoops loops,
      Loop loop,
      Warnings warnings) {
    this.binder = binder;
    this.table = table;
    this.routes = routes;
    this.dialer = dialer;
    this.loops = loops;
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

  /** Listens where the state says, and nowhere else. */
  public void apply(NetworkState state) {
    Map<Destination, Frontend> wanted = wanted(state);
    for (Destination destination : Set.copyOf(open.keySet())) {
      if (!wanted.containsKey(destination)) {
        open.remove(destination).port().close();
      }
    }
    wanted.forEach(
        (destination, frontend) -> {
          if (!open.containsKey(destination)) {
            listen(destination, frontend);
          }
        });
    open.forEach(
        (destination, one) -> {
          PortKey key = wanted.getOrDefault(destination, one.frontend()).key();
          one.flows().endpointsChanged(state.targets(key, false));
        });
  }

  private Map<Destination, Frontend> wanted(NetworkState state) {
    Map<Destination, Frontend> wanted = new TreeMap<>();
    state.frontends().forEach((at, frontend) -> want(wanted, state, at, frontend));
    for (Frontend frontend : state.nodePorts()) {
      state.nodes().stream()
          .flatMap(node -> node.addresses().stream())
          .map(address -> nodePort(address, frontend))
          .forEach(at -> want(wanted, state, at, frontend));
    }
    return wanted;
  }

  private static Destination nodePort(String address, Frontend frontend) {
    return new Destination(address, frontend.port().nodePort(), frontend.port().protocol());
  }

  private void want(
      Map<Destination, Frontend> wanted, NetworkState state, Destination at, Frontend frontend) {
    boolean ours = at.protocol() != Protocol.SCTP && !table.isFixed(at);
    if (!ours || Cidr.isIpv6(at.address())) {
      return;
    }
    if (!table.isBindable(at.address())) {
      warnForeign(frontend, at);
    } else if (state.targets(frontend.key(), false).stream()
        .anyMatch(target -> target.endpoint().usable())) {
      wanted.putIfAbsent(at, frontend);
    }
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
      open.put(at, listener);
      listener
          .port()
          .problem()
          .ifPresent(problem -> warnOnce(frontend.service(), "PortNotBound", problem));
    } catch (IOException e) {
      warnOnce(frontend.service(), "PortNotBound", at + " cannot be bound: " + e.getMessage());
    }
  }

  private Open tcp(Destination at, Frontend frontend) throws IOException {
    FrontendHandler handler = new FrontendHandler(at, routes, dialer);
    return new Open(binder.tcp(at.address(), at.port(), handler, false), frontend, targets -> {});
  }

  private Open udp(Destination at, Frontend frontend) throws IOException {
    UdpFrontend handler = new UdpFrontend(at, routes, loops, table, loop);
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
    open.values().forEach(one -> one.port().close());
    open.clear();
  }
}
