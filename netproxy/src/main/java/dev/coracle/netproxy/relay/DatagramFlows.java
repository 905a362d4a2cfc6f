// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.ConnectionTable;
import dev.coracle.netproxy.plan.LinkDatagramSocket;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The ways that the datagrams of one socket take: all that goes to one address and port takes the
 * way that was found for the first, until nothing was sent for a while or the endpoint stops
 * serving.
 */
public final class DatagramFlows implements LinkDatagramSocket.Router, AutoCloseable {

  /**
   * How long conntrack remembers a flow of datagrams.
   *
   * @see <a href=
   *     "https://www.kernel.org/doc/html/latest/networking/nf_conntrack-sysctl.html">nf_conntrack_udp_timeout_stream</a>
   */
  private static final Duration REMEMBERED = Duration.ofMinutes(2);

  private final Time time;
  private final Routes routes;
  private final AddressTable table;
  private final ConnectionTable connections;
  private final Function<Destination, Flow> caller;
  private final Map<Destination, Way> ways = new ConcurrentHashMap<>();

  /**
   * The flows of a socket that has sent nothing yet.
   *
   * @param caller makes a flow of who owns the socket
   */
  public DatagramFlows(
      Time time,
      Routes routes,
      AddressTable table,
      ConnectionTable connections,
      Function<Destination, Flow> caller) {
    this.time = time;
    this.routes = routes;
    this.table = table;
    this.connections = connections;
    this.caller = caller;
  }

  private record Way(
      Decision decision, InetSocketAddress real, ConnectionTable.Tracked tracked, Instant used) {}

  @Override
  public Optional<InetSocketAddress> route(Destination destination, InetSocketAddress from) {
    Instant now = time.now();
    Way known = ways.get(destination);
    if (known != null) {
      if (isGood(known, now)) {
        ways.replace(destination, known, new Way(known.decision, known.real, known.tracked, now));
        return Optional.of(known.real);
      }
      end(destination);
    }
    return find(destination, from, now);
  }

  private boolean isGood(Way way, Instant now) {
    return way.used.plus(REMEMBERED).isAfter(now) && routes.isServing(way.decision);
  }

  private Optional<InetSocketAddress> find(
      Destination destination, InetSocketAddress from, Instant now) {
    Flow flow = caller.apply(destination);
    Decision decision = routes.decide(flow);
    Optional<Destination> endpoint = decision.endpoint(destination.protocol());
    Optional<InetSocketAddress> real = endpoint.flatMap(this::resolve);
    real.ifPresent(
        at ->
            ways.put(
                destination,
                new Way(
                    decision,
                    at,
                    connections.enter(
                        flow,
                        endpoint.orElseThrow(),
                        decision.source(),
                        from,
                        at,
                        () -> end(destination)),
                    now)));
    return real;
  }

  private Optional<InetSocketAddress> resolve(Destination endpoint) {
    try {
      return Optional.of(table.resolve(endpoint));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void end(Destination destination) {
    Way way = ways.remove(destination);
    if (way != null) {
      way.tracked.ended();
    }
  }

  /** Forgets all ways. */
  @Override
  public void close() {
    ways.keySet().forEach(this::end);
  }
}
