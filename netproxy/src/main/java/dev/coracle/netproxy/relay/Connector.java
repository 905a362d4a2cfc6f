// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.ConnectionTable;
import dev.coracle.netproxy.plan.LinkSocket;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the connections of Pods and nodes. They are routed before they are made, so a refusal is
 * refused and a drop is silent, as with the real thing. May block; called by user code.
 */
public final class Connector {

  /** How long Linux goes on asking when nobody set a limit. */
  private static final Duration PATIENCE = Duration.ofSeconds(127);

  private static final InetSocketAddress UNBOUND = new InetSocketAddress(0);

  private final Time time;
  private final Routes routes;
  private final Binder binder;
  private final AddressTable table;
  private final Refusals refusals;
  private final ConnectionTable connections;

  public Connector(
      Time time,
      Routes routes,
      Binder binder,
      AddressTable table,
      ConnectionTable connections,
      Refusals refusals) {
    this.time = time;
    this.routes = routes;
    this.binder = binder;
    this.table = table;
    this.connections = connections;
    this.refusals = refusals;
  }

  /** Connects a fresh socket; a timeout of zero is the system's. */
  public void connect(LinkSocket socket, Flow flow, Duration timeout) throws IOException {
    Decision decision = routes.decide(flow);
    if (decision.isLost()) {
      awaitNothing(timeout.isZero() ? PATIENCE : timeout);
      throw new SocketTimeoutException("Connect timed out: " + flow.destination());
    }
    Destination endpoint = Dialer.destination(decision, Protocol.TCP);
    try {
      connect(socket, flow, decision, endpoint, timeout);
    } catch (ConnectException e) {
      refusals.refused(endpoint);
      throw e;
    }
  }

  private void connect(
      LinkSocket socket, Flow flow, Decision decision, Destination endpoint, Duration timeout)
      throws IOException {
    AddressTable.Place place = table.locate(endpoint);
    InetSocketAddress real = place.real();
    Time.Hold hold = time.hold("connection to " + flow.destination());
    try {
      bind(socket, decision, place);
      enter(socket, flow, endpoint, decision, real);
      socket.connect(real, (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    } finally {
      hold.close();
    }
  }

  private void bind(LinkSocket socket, Decision decision, AddressTable.Place place)
      throws IOException {
    Optional<InetSocketAddress> origin = binder.origin(decision.source(), place);
    if (origin.isPresent()) {
      socket.setReuseAddress(true);
      socket.bind(origin.get());
    }
  }

  private void enter(
      LinkSocket socket,
      Flow flow,
      Destination endpoint,
      Decision decision,
      InetSocketAddress real) {
    InetSocketAddress local = socket.isBound() ? socket.realLocal() : UNBOUND;
    ConnectionTable.Tracked tracked =
        connections.enter(flow, endpoint, decision.source(), local, real, socket::closeQuietly);
    socket.track(tracked, flow.destination());
  }

  private void awaitNothing(Duration duration) throws IOException {
    try {
      time.pass(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while connecting");
    }
  }
}
