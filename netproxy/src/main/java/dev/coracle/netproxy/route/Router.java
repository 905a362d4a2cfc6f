// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.netproxy.route.Flow.Origin;
import dev.coracle.network.ProxyMode;
import java.util.List;
import java.util.Optional;

/**
 * The rules of kube-proxy: where a flow goes. Reads nothing but its arguments and changes nothing
 * but the {@link Balance}.
 *
 * @see <a href="https://kubernetes.io/docs/reference/networking/virtual-ips/">Virtual IPs and
 *     Service proxies</a>
 */
public final class Router {

  private final NetworkState state;
  private final Balance balance;
  private final Flow flow;

  private Router(Flow flow, NetworkState state, Balance balance) {
    this.flow = flow;
    this.state = state;
    this.balance = balance;
  }

  public static Decision route(Flow flow, NetworkState state, Balance balance) {
    Flow met = meet(flow, state);
    Router router = new Router(met, state, balance);
    return met.isLocal()
        ? router.local()
        : find(met.destination(), state).map(router::toService).orElseGet(router::elsewhere);
  }

  /** The flow at the node that decides: for a node port the one that has the address. */
  public static Flow meet(Flow flow, NetworkState state) {
    if (flow.isLocal()) {
      return flow;
    }
    return find(flow.destination(), state)
        .filter(frontend -> frontend.kind() == Frontend.Kind.NODE_PORT)
        .map(frontend -> flow.at(nodeAt(flow.destination().address(), state)))
        .orElse(flow);
  }

  /** The way to a Service that a destination is, if it is one. */
  public static Optional<Frontend> find(Destination destination, NetworkState state) {
    Optional<Frontend> virtual = state.frontend(destination);
    if (virtual.isPresent() || state.nodeByAddress(destination.address()).isEmpty()) {
      return virtual;
    }
    return state.nodePort(destination.port(), destination.protocol());
  }

  private static String nodeAt(IpAddress address, NetworkState state) {
    return state.nodeByAddress(address).map(Node::name).orElse("");
  }

  /**
   * What calls the loopback interface stays with who calls; only a node's own has ports that lead
   * elsewhere. A node port does in mode iptables alone, which kube-proxy opens by route_localnet.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/#kubeproxy-config-k8s-io-v1alpha1-KubeProxyIPTablesConfiguration">
   *     localhostNodePorts</a>
   */
  private Decision local() {
    Destination called = flow.destination();
    Flow own = flow.to(flow.source(), called.port());
    if (flow.origin() == Origin.NODE) {
      Optional<Frontend> nodePort = state.nodePort(called.port(), called.protocol());
      if (nodePort.isPresent()) {
        return balance.mode() == ProxyMode.IPTABLES && called.address().isIpv4()
            ? route(own, state, balance)
            : new Decision.Reject(nodePort.get().key() + " has no node port at " + called);
      }
      Optional<HostPort> hostPort = state.hostPort(flow.node(), called);
      if (hostPort.isPresent()) {
        return toHostPort(hostPort.get());
      }
    }
    return new Decision.Direct(own.destination(), called.address());
  }

  private Decision toService(Frontend frontend) {
    List<Target> targets = state.targets(frontend.key(), flow.destination().address().family());
    if (frontend.kind() == Frontend.Kind.REMOTE_LOAD_BALANCER && frontend.port().nodePort() > 0) {
      return throughNodePort(frontend);
    }
    Backends backends = Backends.of(targets, flow.node(), zone());
    return frontend.kind() == Frontend.Kind.CLUSTER_IP
        ? internal(frontend, backends)
        : external(frontend, backends);
  }

  private String zone() {
    return state.node(flow.node()).map(Node::zone).orElse("");
  }

  private Decision internal(Frontend frontend, Backends backends) {
    if (!backends.any()) {
      return noEndpoints(frontend);
    }
    if (!frontend.policyLocal()) {
      return pick(frontend, backends.cluster(), flow.origin() == Origin.POD);
    }
    if (!backends.local().isEmpty()) {
      return pick(frontend, backends.local(), flow.origin() == Origin.POD);
    }
    String why = frontend.key() + " has no endpoint on node " + flow.node();
    if (balance.mode() != ProxyMode.IPVS) {
      return new Decision.Drop(why);
    }
    // ipvs knows one set of endpoints for all ways into a Service that is reached from outside too.
    return frontend.service().externallyAccessible()
        ? pick(frontend, backends.cluster(), flow.origin() == Origin.POD)
        : new Decision.Reject(why);
  }

  private Decision external(Frontend frontend, Backends backends) {
    boolean refused = !sourceAllowed(frontend);
    if (refused && (backends.any() || balance.mode() == ProxyMode.NFTABLES)) {
      return new Decision.Drop(
          flow.source() + " is outside the loadBalancerSourceRanges of " + frontend.key());
    }
    if (!backends.any()) {
      return noEndpoints(frontend);
    }
    if (!frontend.policyLocal()) {
      return pick(frontend, backends.cluster(), false);
    }
    if (flow.origin() == Origin.POD || isThisNode()) {
      return pick(frontend, backends.cluster(), flow.origin() == Origin.POD);
    }
    if (!backends.local().isEmpty()) {
      return pick(frontend, backends.local(), true);
    }
    return balance.mode() == ProxyMode.IPVS
        ? pick(frontend, backends.cluster(), true)
        : new Decision.Drop(frontend.key() + " has no endpoint on node " + flow.node());
  }

  private boolean isThisNode() {
    return flow.origin() == Origin.NODE && nodeAt(flow.source(), state).equals(flow.node());
  }

  private Decision noEndpoints(Frontend frontend) {
    return new Decision.Reject(frontend.key() + " has no endpoints");
  }

  private Decision pick(Frontend frontend, List<Target> usable, boolean keepSource) {
    Target target = balance.pick(frontend, usable, flow);
    // A Pod that reaches itself would answer itself directly, so its packets are masqueraded.
    boolean hairpin = target.address().equals(flow.source());
    IpAddress source = keepSource && !hairpin ? flow.source() : nodeAddress(target);
    return new Decision.Forward(frontend.key(), target, source, flow.node());
  }

  private IpAddress nodeAddress(Target target) {
    return state
        .node(flow.node())
        .flatMap(node -> node.address(target.address().family()))
        .orElse(Decision.UNKNOWN);
  }

  private boolean sourceAllowed(Frontend frontend) {
    if (frontend.kind() != Frontend.Kind.LOAD_BALANCER) {
      return true;
    }
    IpFamily family = flow.destination().address().family();
    List<Cidr> ranges =
        frontend.service().sourceRanges().stream()
            .filter(range -> range.family() == family)
            .toList();
    return ranges.isEmpty()
        || ranges.stream().anyMatch(range -> range.prefixLength() == 0)
        || contains(ranges, flow.source())
        || isBalancerOnThisNode(ranges);
  }

  private boolean isBalancerOnThisNode(List<Cidr> ranges) {
    return flow.source().equals(flow.destination().address())
        && state
            .node(flow.node())
            .flatMap(node -> node.address(flow.source().family()))
            .filter(address -> contains(ranges, address))
            .isPresent();
  }

  private static boolean contains(List<Cidr> ranges, IpAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** A balancer outside the nodes opens a connection of its own to one of them. */
  private Decision throughNodePort(Frontend frontend) {
    String node = EntryNodes.choose(frontend, flow.source(), state, balance);
    Optional<IpAddress> address =
        state.node(node).flatMap(n -> n.address(flow.destination().address().family()));
    if (address.isEmpty()) {
      return new Decision.Reject("no node has an address for " + frontend.key());
    }
    IpAddress balancer = flow.destination().address();
    Flow next =
        new Flow(balancer, Origin.OUTSIDE, node, flow.destination())
            .to(address.get(), frontend.port().nodePort());
    return route(next, state, balance);
  }

  /** A Pod that calls itself, and a loopback address, are masqueraded (portmap, snat). */
  private Decision toHostPort(HostPort hostPort) {
    IpAddress called = flow.destination().address();
    Optional<Destination> endpoint = hostPort.endpoint(called);
    if (endpoint.isEmpty()) {
      return new Decision.Reject(hostPort + " has no address of family " + called.family());
    }
    boolean hairpin = endpoint.get().address().equals(flow.source());
    IpAddress source = hairpin || flow.isLocal() ? nodeAddress(hostPort, called) : flow.source();
    return new Decision.ToHostPort(hostPort, endpoint.get(), source);
  }

  private IpAddress nodeAddress(HostPort hostPort, IpAddress called) {
    return state
        .node(hostPort.node())
        .flatMap(node -> node.address(called.family()))
        .orElse(Decision.UNKNOWN);
  }

  private Decision elsewhere() {
    Destination destination = flow.destination();
    Optional<HostPort> hostPort = state.hostPort(destination);
    if (hostPort.isPresent()) {
      return toHostPort(hostPort.get());
    }
    Optional<Service> service =
        state.serviceByClusterIp(destination.address()).filter(s -> !s.foreign());
    if (service.isEmpty()) {
      return new Decision.Direct(destination, flow.source());
    }
    String why = service.get().lacks(destination);
    // Programs outside have no way to such an address elsewhere; they get an answer.
    return balance.mode() == ProxyMode.IPTABLES && flow.origin() != Origin.OUTSIDE
        ? new Decision.Drop(why)
        : new Decision.Reject(why);
  }
}
