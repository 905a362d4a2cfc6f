// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.netproxy.policy.Peer;
import dev.coracle.netproxy.policy.Policies;
import dev.coracle.network.Protocol;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the network knows of the cluster at one moment: the one picture from which connections are
 * routed, names answered, policies judged and requests sent on. Immutable; a change makes a new one
 * that shares with the old one what did not change.
 */
public final class NetworkState {

  /** A state in which nothing has been listed yet. */
  public static final NetworkState EMPTY =
      new NetworkState(
          ServiceTable.EMPTY,
          EndpointTable.EMPTY,
          NodeTable.EMPTY,
          PodTable.EMPTY,
          HttpTable.EMPTY,
          Policies.NONE,
          PersistentMap.empty(),
          0,
          false);

  private final ServiceTable services;
  private final EndpointTable endpoints;
  private final NodeTable nodes;
  private final PodTable pods;
  private final HttpTable http;
  private final Policies policies;
  private final PersistentMap<String, Map<String, String>> namespaces;
  private final long serial;
  private final boolean synced;

  private NetworkState(
      ServiceTable services,
      EndpointTable endpoints,
      NodeTable nodes,
      PodTable pods,
      HttpTable http,
      Policies policies,
      PersistentMap<String, Map<String, String>> namespaces,
      long serial,
      boolean synced) {
    this.services = services;
    this.endpoints = endpoints;
    this.nodes = nodes;
    this.pods = pods;
    this.http = http;
    this.policies = policies;
    this.namespaces = namespaces;
    this.serial = serial;
    this.synced = synced;
  }

  /** A state made at once. */
  public static NetworkState of(
      Collection<Service> services,
      Collection<Slice> slices,
      Collection<Node> nodes,
      Set<String> namespaces) {
    NetworkState state = EMPTY;
    for (Service service : services) {
      state = state.with(service);
    }
    for (Slice slice : slices) {
      state = state.with(slice);
    }
    for (Node node : nodes) {
      state = state.with(node);
    }
    for (String namespace : namespaces) {
      state = state.withNamespace(namespace, Map.of());
    }
    return state.complete();
  }

  private NetworkState with(ServiceTable next) {
    return new NetworkState(
        next, endpoints, nodes, pods, http, policies, namespaces, serial, synced);
  }

  private NetworkState with(EndpointTable next) {
    return new NetworkState(
        services, next, nodes, pods, http, policies, namespaces, serial, synced);
  }

  private NetworkState with(NodeTable next) {
    return new NetworkState(
        services, endpoints, next, pods, http, policies, namespaces, serial, synced);
  }

  private NetworkState with(PodTable next) {
    return new NetworkState(
        services, endpoints, nodes, next, http, policies, namespaces, serial, synced);
  }

  private NetworkState with(HttpTable next) {
    return new NetworkState(
        services, endpoints, nodes, pods, next, policies, namespaces, serial, synced);
  }

  private NetworkState with(PersistentMap<String, Map<String, String>> next) {
    return new NetworkState(services, endpoints, nodes, pods, http, policies, next, serial, synced);
  }

  public NetworkState with(Service service) {
    return with(services.with(service));
  }

  public NetworkState withoutService(ObjectKey key) {
    return with(services.without(key));
  }

  public NetworkState with(Slice slice) {
    return with(endpoints.with(slice));
  }

  public NetworkState withoutSlice(ObjectKey key) {
    return with(endpoints.without(key));
  }

  public NetworkState with(Node node) {
    return with(nodes.with(node));
  }

  public NetworkState withoutNode(String name) {
    return with(nodes.without(name));
  }

  public NetworkState with(Pod pod) {
    return with(pods.with(pod));
  }

  public NetworkState withoutPod(ObjectKey key) {
    return with(pods.without(key));
  }

  public NetworkState with(IngressSpec ingress) {
    return with(http.with(ingress));
  }

  public NetworkState withoutIngress(ObjectKey key) {
    return with(http.without(key));
  }

  /** With a class of Ingresses, and who serves it. */
  public NetworkState withIngressClass(String name, String controller) {
    return with(http.withClass(name, controller));
  }

  public NetworkState withoutIngressClass(String name) {
    return with(http.withoutClass(name));
  }

  public NetworkState with(Policies next) {
    return new NetworkState(
        services, endpoints, nodes, pods, http, next, namespaces, serial, synced);
  }

  public NetworkState withNamespace(String name, Map<String, String> labels) {
    return with(namespaces.with(name, Map.copyOf(labels)));
  }

  public NetworkState withoutNamespace(String name) {
    return with(namespaces.without(name));
  }

  /** With the Unix time of the last change that a client of DNS could see. */
  public NetworkState withSerial(long seconds) {
    return new NetworkState(
        services, endpoints, nodes, pods, http, policies, namespaces, seconds, synced);
  }

  /** With the knowledge that everything has been seen once. */
  public NetworkState complete() {
    return new NetworkState(
        services, endpoints, nodes, pods, http, policies, namespaces, serial, true);
  }

  /** Every Service, headless and ExternalName ones too, ordered by namespace and name. */
  public Collection<Service> services() {
    return services.all();
  }

  public Optional<Service> service(ObjectKey key) {
    return services.find(key);
  }

  /** The Service that has an address as one of its cluster IPs. */
  public Optional<Service> serviceByClusterIp(IpAddress address) {
    return services.byClusterIp(address);
  }

  /** The Services that claim a place which this one claims too, itself included. */
  public Set<ObjectKey> rivals(Service service) {
    return services.rivals(service);
  }

  /** The slices of a Service, of headless ones too. */
  public List<Slice> slices(ObjectKey service) {
    return endpoints.of(service);
  }

  public Optional<Slice> slice(ObjectKey key) {
    return endpoints.find(key);
  }

  /** Every place at which an address is listed as an endpoint. */
  public List<Listed> endpointsByAddress(IpAddress address) {
    return endpoints.at(address);
  }

  /** Every node, ordered by name. */
  public Collection<Node> nodes() {
    return nodes.all();
  }

  public Optional<Node> node(String name) {
    return nodes.find(name);
  }

  public Optional<Node> nodeByAddress(IpAddress address) {
    return nodes.at(address);
  }

  public Optional<Pod> pod(ObjectKey key) {
    return pods.find(key);
  }

  /** The running Pod that has an address for itself, as its status says. */
  public Optional<Pod> podByAddress(IpAddress address) {
    return pods.at(address);
  }

  /** The port of a node that a destination is, if it leads to a Pod. */
  public Optional<HostPort> hostPort(Destination at) {
    return nodes.at(at.address()).flatMap(node -> hostPort(node.name(), at));
  }

  /** The port that a destination is for the programs of a node, its loopback interface too. */
  Optional<HostPort> hostPort(String node, Destination at) {
    return pods.hostPort(node, at);
  }

  /** The places at which ports of a Pod's node lead to it, those of rivals left out. */
  public Map<Destination, HostPort> hostPortsOf(ObjectKey pod) {
    Map<Destination, HostPort> own = new HashMap<>();
    for (HostPort hostPort : pods.find(pod).map(HostPort::of).orElse(List.of())) {
      nodes.find(hostPort.node()).map(Node::addresses).orElse(List.of()).stream()
          .map(address -> new Destination(address, hostPort.port(), hostPort.protocol()))
          .filter(at -> hostPort(at).equals(Optional.of(hostPort)))
          .forEach(at -> own.put(at, hostPort));
    }
    return own;
  }

  /** What a Pod asks for of its node's ports, whether it gets it or not. */
  public List<HostPort> wantedHostPorts(ObjectKey pod) {
    return pods.find(pod).map(HostPort::of).orElse(List.of());
  }

  /** The Pods that have the same port of a node, of whichever. */
  public Set<ObjectKey> podsWithPort(HostPort hostPort) {
    return pods.sharing(hostPort);
  }

  /** The Pods that have ports of their nodes. */
  public Set<ObjectKey> podsWithHostPorts() {
    return pods.withHostPorts();
  }

  /** Who may connect to whom. */
  public Policies policies() {
    return policies;
  }

  /** Who is at an address, as policies see it. */
  public Peer peer(IpAddress address) {
    return podByAddress(address)
        .map(pod -> peer(pod, address))
        .or(() -> nodeByAddress(address).map(node -> new Peer.Node(node.name(), address)))
        .orElseGet(() -> new Peer.Outside(address));
  }

  /** A Pod at one of its addresses, as policies see it. */
  public Peer peer(Pod pod, IpAddress address) {
    return new Peer.Pod(
        pod.key(),
        address,
        pod.node(),
        pod.labels(),
        namespaceLabels(pod.key().namespace()),
        pod.ports());
  }

  public boolean hasNamespace(String name) {
    return namespaces.containsKey(name);
  }

  /** The labels of a namespace; empty where there is none. */
  public Map<String, String> namespaceLabels(String name) {
    return namespaces.getOrDefault(name, Map.of());
  }

  /** The hosts and paths of the Ingresses that are served here. */
  public IngressRoutes ingressRoutes() {
    return http.routes();
  }

  /** Every Ingress, ordered by namespace and name. */
  public Collection<IngressSpec> ingresses() {
    return http.all();
  }

  /** Who serves an Ingress. */
  public IngressOwner ownerOf(IngressSpec ingress) {
    return http.owner(ingress);
  }

  /** The Unix time of the last change that a client of DNS could see. */
  public long serial() {
    return serial;
  }

  /** Whether everything has been seen once. */
  public boolean synced() {
    return synced;
  }

  /** Where a published address, port and protocol lead. */
  public Optional<Frontend> frontend(Destination at) {
    return services.frontend(at);
  }

  /** The published places of one Service that are its own. */
  public Map<Destination, Frontend> frontendsOf(Service service) {
    Map<Destination, Frontend> own = new HashMap<>(ServiceTable.frontendsOf(service));
    own.keySet().removeIf(at -> !isOwner(service, services.frontend(at)));
    for (ServicePort port : service.ports()) {
      Optional<Frontend> way = services.nodePort(port.nodePort(), port.protocol());
      if (isOwner(service, way)) {
        nodes.byAddress().keySet().stream()
            .map(address -> new Destination(address, port.nodePort(), port.protocol()))
            .forEach(at -> own.putIfAbsent(at, way.orElseThrow()));
      }
    }
    return own;
  }

  private static boolean isOwner(Service service, Optional<Frontend> way) {
    return way.map(each -> each.service().key().equals(service.key())).orElse(false);
  }

  /** The Service port that a node port of any node leads to. */
  public Optional<Frontend> nodePort(int port, Protocol protocol) {
    return services.nodePort(port, protocol);
  }

  /** The endpoints of a Service port in one address family, ordered as text. */
  public List<Target> targets(PortKey port, IpFamily family) {
    return endpoints.targets(port, family);
  }
}
