// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Loop;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Frontend;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Service;
import dev.coracle.netproxy.route.ServicePort;
import dev.coracle.network.NodePortsOnLocalhost;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The node ports of Services on 127.0.0.1, under their own numbers: each stands for a node by which
 * a load balancer would send its traffic in. A Service without endpoints is refused because nobody
 * listens, as at its other addresses.
 *
 * <p>Runs on the network's loop; problems are told on any thread.
 */
public final class LocalNodePorts implements AutoCloseable {

  private static final IpAddress HERE = IpAddress.of("127.0.0.1");

  private final NodePortsOnLocalhost mode;
  private final Binder binder;
  private final Routes routes;
  private final Dialer dialer;
  private final Loop loop;
  private final ServiceListeners.Warnings warnings;
  private final Map<ObjectKey, Map<Destination, BoundPort>> open = new HashMap<>();
  private final Map<Destination, Problem> problems = new ConcurrentSkipListMap<>();

  public LocalNodePorts(
      NodePortsOnLocalhost mode,
      Binder binder,
      Routes routes,
      Dialer dialer,
      Loop loop,
      ServiceListeners.Warnings warnings) {
    this.mode = mode;
    this.binder = binder;
    this.routes = routes;
    this.dialer = dialer;
    this.loop = loop;
    this.warnings = warnings;
  }

  /** What keeps a Service from a port. */
  private record Problem(ObjectKey service, String text) {}

  /** Listens where the state says, and nowhere else; looks at nothing that did not change. */
  public void apply(NetworkChange change) {
    if (mode == NodePortsOnLocalhost.NEVER) {
      return;
    }
    Map<ObjectKey, Map<Destination, Frontend>> wanted = new TreeMap<>();
    change.services().forEach(key -> wanted.put(key, wanted(key, change.state())));
    // A number may go from one Service to another.
    wanted.forEach((key, ways) -> closeOthers(key, ways.keySet()));
    wanted.forEach((key, ways) -> ways.forEach((at, frontend) -> open(key, at, frontend)));
  }

  private static Map<Destination, Frontend> wanted(ObjectKey key, NetworkState state) {
    Map<Destination, Frontend> wanted = new TreeMap<>();
    for (ServicePort port : state.service(key).map(Service::ports).orElse(List.of())) {
      state
          .nodePort(port.nodePort(), port.protocol())
          .filter(frontend -> frontend.service().key().equals(key))
          .filter(frontend -> port.protocol() != Protocol.SCTP && hasEndpoint(frontend, state))
          .ifPresent(
              frontend ->
                  wanted.put(new Destination(HERE, port.nodePort(), port.protocol()), frontend));
    }
    return wanted;
  }

  private static boolean hasEndpoint(Frontend frontend, NetworkState state) {
    return state.targets(frontend.key(), HERE.family()).stream()
        .anyMatch(target -> target.endpoint().usable());
  }

  private void closeOthers(ObjectKey service, Set<Destination> wanted) {
    problems
        .entrySet()
        .removeIf(
            each -> each.getValue().service().equals(service) && !wanted.contains(each.getKey()));
    Map<Destination, BoundPort> own = open.getOrDefault(service, Map.of());
    for (Destination at : Set.copyOf(own.keySet())) {
      if (!wanted.contains(at)) {
        own.remove(at).close();
      }
    }
    if (own.isEmpty()) {
      open.remove(service);
    }
  }

  private void open(ObjectKey service, Destination at, Frontend frontend) {
    Map<Destination, BoundPort> own = open.computeIfAbsent(service, key -> new TreeMap<>());
    if (own.containsKey(at)) {
      return;
    }
    try {
      own.put(at, listen(at));
      problems.remove(at);
    } catch (IOException e) {
      Problem problem = new Problem(service, text(at, service, e));
      if (!problem.equals(problems.put(at, problem))) {
        warnings.warn(frontend.service(), "NodePortNotOnLocalhost", problem.text());
      }
    }
  }

  private BoundPort listen(Destination at) throws IOException {
    Entry entry = source -> entry(at, source);
    return at.protocol() == Protocol.TCP
        ? binder.tcp(HERE, at.port(), new FrontendHandler(entry, routes, dialer), false)
        : binder.udp(HERE, at.port(), new UdpFrontend(entry, routes, dialer, loop));
  }

  /** The port of a node; where there is none any more, a place that nobody reaches. */
  private Destination entry(Destination at, IpAddress source) {
    NetworkState state = routes.state();
    Optional<IpAddress> node =
        state
            .nodePort(at.port(), at.protocol())
            .map(frontend -> routes.entryNode(frontend, source))
            .flatMap(state::node)
            .flatMap(each -> each.address(HERE.family()));
    return new Destination(node.orElse(HERE), at.port(), at.protocol());
  }

  private static String text(Destination at, ObjectKey service, IOException refused) {
    return "node port %d of Service %s cannot be listened on at 127.0.0.1 (%s; expected: a free port; end the program that listens there, or give the Service another nodePort)"
        .formatted(at.port(), service, refused.getMessage());
  }

  /** Which node ports are not on localhost although they should be, and why. */
  public List<String> problems() {
    return problems.values().stream().map(Problem::text).toList();
  }

  @Override
  public void close() {
    open.values().forEach(own -> own.values().forEach(BoundPort::close));
    open.clear();
  }
}
