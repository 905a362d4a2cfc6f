// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.RealAddresses;
import dev.coracle.netproxy.route.Balance;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.EntryNodes;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.Flow.Origin;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.NetworkState.Node;
import dev.coracle.netproxy.route.Router;
import dev.coracle.netproxy.route.Target;
import dev.coracle.network.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every connection's way through the {@link Router}: finds out who sends, asks the node's balance,
 * then the filter, and remembers the answer. Called on any thread.
 */
public final class Routes {

  private static final int REMEMBERED = 200;

  private final Time time;
  private final ProxyOptions options;
  private final RealAddresses table;
  private final Map<String, Balance> balances = new ConcurrentHashMap<>();
  private final Map<String, String> podNodes = new ConcurrentHashMap<>();
  private final ConnectionLog log = new ConnectionLog(REMEMBERED);
  private volatile NetworkState state = NetworkState.EMPTY;
  private volatile ConnectionFilter filter = ConnectionFilter.OPEN;

  public Routes(Time time, ProxyOptions options, RealAddresses table) {
    this.time = time;
    this.options = options;
    this.table = table;
  }

  public NetworkState state() {
    return state;
  }

  public void state(NetworkState next) {
    state = next;
  }

  public void filter(ConnectionFilter next) {
    filter = next;
  }

  public List<Connection> recent() {
    return log.recent();
  }

  public void addPod(String address, String node) {
    podNodes.put(address, node);
  }

  public void removePod(String address) {
    podNodes.remove(address);
  }

  Balance balance(String node) {
    return balances.computeIfAbsent(node, this::newBalance);
  }

  private Balance newBalance(String node) {
    return new Balance(
        options.mode(),
        options.scheduler(),
        new Random(options.seed() ^ node.hashCode()),
        time::now);
  }

  /** A flow by the address it comes from. */
  public Flow from(String source, Destination destination) {
    NetworkState now = state;
    String podNode = podNodes.get(source);
    if (podNode != null) {
      return new Flow(source, Origin.POD, podNode, destination);
    }
    Optional<Node> node = now.nodeByAddress(source);
    if (node.isPresent()) {
      return new Flow(source, Origin.NODE, node.get().name(), destination);
    }
    String entry =
        Router.find(destination, now)
            .map(frontend -> EntryNodes.choose(frontend, source, now, balance("")))
            .orElse("");
    return new Flow(source, Origin.OUTSIDE, entry, destination);
  }

  public Decision decide(Flow flow) {
    NetworkState current = state;
    Flow met = Router.meet(flow, current);
    Decision decision = filtered(met, route(met, current));
    log.add(time.now(), met, decision);
    return decision;
  }

  private Decision route(Flow flow, NetworkState current) {
    return table.isFixed(flow.destination())
        ? new Decision.Direct(flow.destination(), flow.source())
        : Router.route(flow, current, balance(flow.node()));
  }

  private Decision filtered(Flow flow, Decision decision) {
    if (decision instanceof Decision.Forward forward) {
      Target target = forward.target();
      return filtered(flow, decision, target.address(), target.port());
    }
    return decision instanceof Decision.Direct direct
        ? filtered(flow, decision, direct.destination().address(), direct.destination().port())
        : decision;
  }

  private Decision filtered(Flow flow, Decision decision, String address, int port) {
    return filter
        .denial(flow.source(), address, port, flow.destination().protocol())
        .<Decision>map(Decision.Drop::new)
        .orElse(decision);
  }
}
