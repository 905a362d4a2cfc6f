// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Gate;
import dev.coracle.netproxy.policy.Packet;
import dev.coracle.netproxy.policy.Peer;
import dev.coracle.netproxy.policy.Verdict;
import dev.coracle.netproxy.route.Balance;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.EntryNodes;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.Flow.Origin;
import dev.coracle.netproxy.route.Frontend;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Node;
import dev.coracle.netproxy.route.Pod;
import dev.coracle.netproxy.route.Router;
import dev.coracle.netproxy.route.Target;
import dev.coracle.network.Connection;
import dev.coracle.network.DeniedTraffic;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every flow's way through the {@link Router}: finds out who sends, asks the node's balance, then
 * the policies, and remembers the answer. Called on any thread.
 */
public final class Routes implements Gate {

  private static final int REMEMBERED = 200;

  private final Time time;
  private final ProxyOptions options;
  private final AddressTable table;
  private final Map<String, Balance> balances = new ConcurrentHashMap<>();
  private final Map<IpAddress, Pod> pods = new ConcurrentHashMap<>();
  private final ConnectionLog log = new ConnectionLog(REMEMBERED);
  private volatile NetworkState state = NetworkState.EMPTY;

  public Routes(Time time, ProxyOptions options, AddressTable table) {
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

  public List<Connection> recent() {
    return log.recent();
  }

  /** Forgets what connections were asked for. */
  public void forgetRecent() {
    log.clear();
  }

  /** Gives an address to a Pod, which talks before its status tells the address. */
  public void addPod(IpAddress address, Pod pod) {
    pods.put(address, pod);
  }

  public void removePod(IpAddress address) {
    pods.remove(address);
  }

  /** The Pod that has an address to itself. */
  public Optional<ObjectKey> podAt(IpAddress address) {
    return Optional.ofNullable(pods.get(address))
        .or(() -> state.podByAddress(address))
        .map(Pod::key);
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
    Pod pod = pods.get(source);
    if (pod != null) {
      return new Flow(source, Origin.POD, pod.node(), destination);
    }
    Optional<Node> node = now.nodeByAddress(source);
    if (node.isPresent()) {
      return new Flow(source, Origin.NODE, node.get().name(), destination);
    }
    String entry =
        Router.find(destination, now).map(frontend -> entryNode(frontend, source)).orElse("");
    return new Flow(source, Origin.OUTSIDE, entry, destination);
  }

  /** The node by which traffic from outside comes in; empty where there is none. */
  String entryNode(Frontend frontend, IpAddress source) {
    return EntryNodes.choose(frontend, source, state, balance(""));
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
    return judged(met, route(met, current), current);
  }

  private Decision route(Flow flow, NetworkState current) {
    return table.isFixed(flow.destination())
        ? new Decision.Direct(flow.destination(), flow.source())
        : Router.route(flow, current, balance(flow.node()));
  }

  /** Policies are asked about the endpoint, never the Service, and about who really sends. */
  private Decision judged(Flow flow, Decision decision, NetworkState current) {
    if (current.policies().isEmpty()) {
      return decision;
    }
    return decision
        .endpoint(flow.destination().protocol())
        .map(endpoint -> verdict(flow, endpoint, current))
        .<Decision>map(
            verdict ->
                verdict instanceof Verdict.Denied denied
                    ? new Decision.Deny(denied, options.denied() == DeniedTraffic.REJECT)
                    : decision)
        .orElse(decision);
  }

  private Verdict verdict(Flow flow, Destination endpoint, NetworkState current) {
    Peer from = peer(flow.source(), current);
    Peer to = peer(endpoint.address(), current);
    return current.policies().verdict(new Packet(from, to, endpoint.port(), endpoint.protocol()));
  }

  /** A Pod is what the picture says of it now, or else what it was when it got its address. */
  private Peer peer(IpAddress address, NetworkState current) {
    Pod attached = pods.get(address);
    return attached == null
        ? current.peer(address)
        : current.peer(current.pod(attached.key()).orElse(attached), address);
  }

  /** Whether policies as they are now would let an open connection through; noted where not. */
  public boolean stillAllows(Flow flow, Destination endpoint) {
    NetworkState current = state;
    if (current.policies().isEmpty()
        || !(verdict(flow, endpoint, current) instanceof Verdict.Denied denied)) {
      return true;
    }
    log.add(time.now(), flow, new Decision.Deny(denied, false));
    return false;
  }

  /**
   * Whether policies let somebody in at a socket of the cluster to whom the network has not made
   * the connection. Only Pods are asked about: at the address of a Service a flow is judged when
   * its endpoint is known.
   */
  @Override
  public boolean admits(InetSocketAddress caller, Destination at) {
    if (!pods.containsKey(at.address())) {
      return true;
    }
    Flow flow = from(IpAddress.of(caller.getAddress()), at);
    Decision decision = judged(flow, new Decision.Direct(at, flow.source()), state);
    if (decision instanceof Decision.Deny) {
      log.add(time.now(), flow, decision);
      return false;
    }
    return true;
  }

  /** A connection that somebody has made to a Pod without the network. */
  @Override
  public Optional<Flow> untracked(InetSocketAddress caller, Destination at) {
    return pods.containsKey(at.address())
        ? Optional.of(from(IpAddress.of(caller.getAddress()), at))
        : Optional.empty();
  }

  /**
   * Whether an endpoint still takes what was sent to it before. One that is no Service's does, but
   * behind a port of a node there may be another Pod by now.
   */
  boolean isServing(Decision decision) {
    if (decision instanceof Decision.ToHostPort to) {
      return state.wantedHostPorts(to.hostPort().pod()).contains(to.hostPort());
    }
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
