// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Loop;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.HostPort;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sockets on which Pods are reached by ports of their nodes. Runs on the network's loop.
 *
 * <p>A Pod has them from when its address is known until it has ended; whether it listens at its
 * own port is its affair.
 */
public final class HostPortListeners implements AutoCloseable {

  /** Who is told what a Pod's user should know. */
  @FunctionalInterface
  public interface Warnings {

    void warn(ObjectKey pod, String reason, String message);
  }

  private final Binder binder;
  private final Routes routes;
  private final Dialer dialer;
  private final Loop loop;
  private final Warnings warnings;
  private final Map<ObjectKey, Map<Destination, Open>> open = new HashMap<>();

  public HostPortListeners(
      Binder binder, Routes routes, Dialer dialer, Loop loop, Warnings warnings) {
    this.binder = binder;
    this.routes = routes;
    this.dialer = dialer;
    this.loop = loop;
    this.warnings = warnings;
  }

  private record Open(Destination at, HostPort hostPort, BoundPort port) {}

  /** Listens where the state says, and nowhere else; looks at nothing that did not change. */
  public void apply(NetworkChange change) {
    NetworkState state = change.state();
    Map<ObjectKey, Map<Destination, HostPort>> wanted = new TreeMap<>();
    change.pods().forEach(pod -> wanted.put(pod, state.hostPortsOf(pod)));
    // A place may go from one Pod to another.
    wanted.forEach(this::closeOthers);
    wanted.forEach(this::openMissing);
    change.pods().forEach(pod -> warnUnreached(pod, state));
  }

  private void closeOthers(ObjectKey pod, Map<Destination, HostPort> wanted) {
    Map<Destination, Open> own = open.getOrDefault(pod, Map.of());
    // A Pod that was replaced under its name is another one to whom flows go.
    Map<Destination, Open> others = new HashMap<>(own);
    others.values().removeIf(one -> one.hostPort().equals(wanted.get(one.at())));
    others.forEach(
        (at, one) -> {
          own.remove(at);
          one.port().close();
        });
    if (own.isEmpty()) {
      open.remove(pod);
    }
  }

  private void openMissing(ObjectKey pod, Map<Destination, HostPort> wanted) {
    wanted.forEach(
        (at, hostPort) -> {
          if (at.protocol() != Protocol.SCTP
              && binder.offers(at.address())
              && !open.getOrDefault(pod, Map.of()).containsKey(at)) {
            listen(at, hostPort);
          }
        });
  }

  private void listen(Destination at, HostPort hostPort) {
    try {
      BoundPort port =
          at.protocol() == Protocol.TCP
              ? binder.tcp(
                  at.address(), at.port(), new FrontendHandler(Entry.at(at), routes, dialer), false)
              : binder.udp(
                  at.address(), at.port(), new UdpFrontend(Entry.at(at), routes, dialer, loop));
      open.computeIfAbsent(hostPort.pod(), key -> new TreeMap<>())
          .put(at, new Open(at, hostPort, port));
      port.problem().ifPresent(problem -> warnings.warn(hostPort.pod(), "PortNotBound", problem));
    } catch (IOException e) {
      warnings.warn(
          hostPort.pod(), "PortNotBound", "hostPort " + at + " cannot be bound: " + e.getMessage());
    }
  }

  /** The real plugin says nothing of a host IP that its node does not have; nobody reaches it. */
  private void warnUnreached(ObjectKey pod, NetworkState state) {
    for (HostPort wanted : state.wantedHostPorts(pod)) {
      state
          .node(wanted.node())
          .filter(node -> wanted.at().isPresent() && !wanted.isReachedOn(node))
          .ifPresent(
              node ->
                  warnings.warn(
                      pod,
                      "HostPortNotReached",
                      "hostIP %s is no address of node %s, so nobody reaches hostPort %d (expected: one of %s, or none for all)"
                          .formatted(
                              wanted.at().get(), node.name(), wanted.port(), node.addresses())));
    }
  }

  @Override
  public void close() {
    open.values().forEach(own -> own.values().forEach(one -> one.port().close()));
    open.clear();
  }
}
