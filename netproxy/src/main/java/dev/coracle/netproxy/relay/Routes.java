// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.route.Balance;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.EntryNodes;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.Flow.Origin;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.NetworkState.Node;
import dev.coracle.netproxy.route.PolicyFilter;
import dev.coracle.netproxy.route.Router;
import dev.coracle.netproxy.route.Target;
import dev.coracle.network.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every flow's way through the {@link Router}: finds out who sends, asks the node's balance, then
 * the policies, and remembers the answer. Called on any thread.
 */
public final class Routes {

  private static final int REMEMBERED = 200;

  private final Time time;
  private final ProxyOptions options;
  private final AddressTable table;
  private final Map<String, Balance> balances = new ConcurrentHashMap<>();
  private final Map<IpAddress, Attached> pods = new ConcurrentHashMap<>();
  private final ConnectionLog log = new ConnectionLog(REMEMBERED);
  private volatile NetworkState state = NetworkState.EMPTY;
  private volatile PolicyFilter filter = PolicyFilter.OPEN;

  public Routes(Time time, ProxyOptions options, AddressTable table) {
    this.time = time;
    this.options = options;
    this.table = table;
  }

  /** A Pod that was given an address of its own. */
  public record Attached(ObjectKey pod, String node) {}

  public NetworkState state() {
    return state;
  }

  public void state(NetworkState next) {
    state = next;
  }

  public void filter(PolicyFilter next) {
    filter = next;
  }

  public List<Connection> recent() {
    return log.recent();
  }

  public void addPod(IpAddress address, Attached pod) {
    pods.put(address, pod);
  }

  public void removePod(IpAddress address) {
    pods.remove(address);
  }

  /** The Pod that was given an address, whether or not its status says so yet. */
  public Optional<Attached> podAt(IpAddress address) {
    return Optional.ofNullable(pods.get(address));
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
  public Flow from(IpAddress source, Destination destination) {
    NetworkState now = state;
    Attached pod = pods.get(source);
    if (pod != null) {
      return new Flow(source, Origin.POD, pod.node(), destination);
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
    Decision decision = judge(flow);
    log.add(time.now(), Router.meet(flow, state), decision);
    return decision;
  }

  /** What becomes of a flow that is not worth an entry in the log. */
  public Decision judge(Flow flow) {
    NetworkState current = state;
    Flow met = Router.meet(flow, current);
    return filtered(met, route(met, current), current);
  }

  private Decision route(Flow flow, NetworkState current) {
    return table.isFixed(flow.destination())
        ? new Decision.Direct(flow.destination(), flow.source())
        : Router.route(flow, current, balance(flow.node()));
  }

  private Decision filtered(Flow flow, Decision decision, NetworkState current) {
    return decision
        .endpoint(flow.destination().protocol())
        .flatMap(endpoint -> filter.denial(flow, endpoint, current))
        .<Decision>map(Decision.Drop::new)
        .orElse(decision);
  }

  /** Whether an endpoint still takes what was sent to it before; one that is no Service's does. */
  boolean isServing(Decision decision) {
    if (!(decision instanceof Decision.Forward forward)) {
      return true;
    }
    List<Target> serving =
        state.targets(forward.service(), forward.target().address().family()).stream()
            .filter(target -> target.endpoint().serving())
            .toList();
    return serving.isEmpty()
        || serving.stream().anyMatch(target -> target.text().equals(forward.target().text()));
  }
}
