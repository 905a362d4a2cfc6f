// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.OpenConnection;
import dev.coracle.network.Protocol;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/**
 * Every connection and flow of datagrams that the network has made, and those that strangers have
 * made to Pods: the conntrack of the cluster.
 *
 * <ul>
 *   <li><b>Before.</b> A connection is entered when its socket has an address and before it is
 *       made, so whoever accepts it finds it here and knows who calls, whatever the socket shows.
 *   <li><b>Once.</b> An entry stands for one caller. One that was closed before anybody accepted it
 *       stays until then, for a short backlog.
 *   <li><b>Closable.</b> Who closes an entry closes the connection.
 * </ul>
 */
public final class ConnectionTable {

  private static final int BACKLOG = 1024;

  private final Map<Ends, Tracked> open = new ConcurrentHashMap<>();
  private final Set<Tracked> all = ConcurrentHashMap.newKeySet();
  private final Map<Ends, Tracked> closedEarly = new LinkedHashMap<>();

  /** Both real ends of a connection, as its maker sees them. */
  private record Ends(Protocol protocol, InetSocketAddress from, InetSocketAddress to) {}

  /**
   * Enters a connection that is about to be made.
   *
   * @param from where its socket is bound; port 0 where it is not
   * @param end ends the connection
   */
  public Tracked enter(
      Flow flow,
      Destination endpoint,
      IpAddress shownAs,
      InetSocketAddress from,
      InetSocketAddress to,
      Runnable end) {
    Ends ends = new Ends(flow.destination().protocol(), from, to);
    Tracked tracked = new Tracked(ends, flow, endpoint, shownAs, end);
    if (from.getPort() > 0) {
      open.put(ends, tracked);
    }
    all.add(tracked);
    return tracked;
  }

  /** Enters a connection of a stranger, which was accepted before anybody here knew of it. */
  Tracked enterAccepted(
      Flow flow, InetSocketAddress remote, InetSocketAddress local, Runnable end) {
    Ends ends = new Ends(flow.destination().protocol(), remote, local);
    Tracked tracked = new Tracked(ends, flow, flow.destination(), Decision.UNKNOWN, end);
    tracked.accepted = true;
    all.add(tracked);
    return tracked;
  }

  /** The connection that an acceptor has before it. */
  public Optional<Tracked> accepted(
      Protocol protocol, InetSocketAddress remote, InetSocketAddress local) {
    Ends ends = new Ends(protocol, remote, local);
    Optional<Tracked> found = Optional.ofNullable(open.get(ends)).or(() -> takeClosed(ends));
    found.ifPresent(tracked -> tracked.accepted = true);
    return found;
  }

  private Optional<Tracked> takeClosed(Ends ends) {
    synchronized (closedEarly) {
      return Optional.ofNullable(closedEarly.remove(ends));
    }
  }

  private void forget(Tracked tracked) {
    all.remove(tracked);
    boolean was = open.remove(tracked.ends, tracked);
    if (was && !tracked.accepted) {
      synchronized (closedEarly) {
        closedEarly.put(tracked.ends, tracked);
        if (closedEarly.size() > BACKLOG) {
          closedEarly.remove(closedEarly.keySet().iterator().next());
        }
      }
    }
  }

  /** What is open now. */
  public List<OpenConnection> list() {
    return new ArrayList<>(all);
  }

  /** Closes what does not pass a test. */
  public void retain(BiPredicate<Flow, Destination> allowed) {
    for (Tracked tracked : all) {
      if (!allowed.test(tracked.flow, tracked.endpoint)) {
        tracked.close();
      }
    }
  }

  /** One connection, from its making to its end. */
  public final class Tracked implements OpenConnection {

    private final Ends ends;
    private final Flow flow;
    private final Destination endpoint;
    private final IpAddress shownAs;
    private final Runnable end;
    private volatile boolean accepted;

    private Tracked(Ends ends, Flow flow, Destination endpoint, IpAddress shownAs, Runnable end) {
      this.ends = ends;
      this.flow = flow;
      this.endpoint = endpoint;
      this.shownAs = shownAs;
      this.end = end;
    }

    public Flow flow() {
      return flow;
    }

    /** The address and port that its acceptor is shown as its caller's. */
    public InetSocketAddress caller() {
      return shownAs.isUnspecified()
          ? ends.from()
          : new InetSocketAddress(shownAs.toInetAddress(), ends.from().getPort());
    }

    /** The address and port that its acceptor was called by. */
    InetSocketAddress called() {
      return endpoint.socketAddress();
    }

    /** The address and port of who made it, as that one sees them. */
    public InetSocketAddress maker() {
      return new InetSocketAddress(flow.source().toInetAddress(), ends.from().getPort());
    }

    /** To be called when the connection has ended. */
    public void ended() {
      forget(this);
    }

    @Override
    public Protocol protocol() {
      return ends.protocol();
    }

    @Override
    public IpAddress source() {
      return flow.source();
    }

    @Override
    public IpAddress destination() {
      return flow.destination().address();
    }

    @Override
    public int destinationPort() {
      return flow.destination().port();
    }

    @Override
    public IpAddress endpoint() {
      return endpoint.address();
    }

    @Override
    public int endpointPort() {
      return endpoint.port();
    }

    @Override
    public void close() {
      end.run();
    }

    @Override
    public String toString() {
      return flow.source() + " -> " + flow.destination() + " at " + endpoint;
    }
  }
}
