// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.KubeClient;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.model.Container;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.client.HttpCaller;
import dev.coracle.netproxy.dns.DnsServer;
import dev.coracle.netproxy.dns.NetworkResolver;
import dev.coracle.netproxy.dns.ResolverConfig;
import dev.coracle.netproxy.http.IngressServer;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.AddressRange;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.plan.Bystanders;
import dev.coracle.netproxy.plan.ConnectionTable;
import dev.coracle.netproxy.plan.EventLoops;
import dev.coracle.netproxy.plan.LinkSocket;
import dev.coracle.netproxy.relay.Connector;
import dev.coracle.netproxy.relay.Dialer;
import dev.coracle.netproxy.relay.HealthCheckListeners;
import dev.coracle.netproxy.relay.HostPortListeners;
import dev.coracle.netproxy.relay.LocalNodePorts;
import dev.coracle.netproxy.relay.ProxyOptions;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.relay.ServerFrontend;
import dev.coracle.netproxy.relay.ServiceListeners;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkDocuments;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Pod;
import dev.coracle.netproxy.route.Service;
import dev.coracle.netproxy.tunnel.Tunnel;
import dev.coracle.netproxy.tunnel.TunnelDialer;
import dev.coracle.netproxy.tunnel.TunnelUser;
import dev.coracle.network.Connection;
import dev.coracle.network.OpenConnection;
import dev.coracle.network.PolicyChange;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * The network of a cluster: it gives Pods and nodes their addresses, listens on the addresses of
 * Services, and carries every connection to where kube-proxy would have sent it.
 */
public final class NetProxy implements AutoCloseable {

  /** What policies take the DNS server for: the Pods that are behind its Service elsewhere. */
  private static final Pod DNS_POD =
      new Pod(
          ObjectKey.of("kube-system", "coredns"),
          "",
          List.of(),
          false,
          false,
          Map.of("k8s-app", "kube-dns"),
          List.of(new Container.Port("dns", 53, "UDP"), new Container.Port("dns-tcp", 53, "TCP")));

  private final KubeClient client;
  private final AddressBlock block;
  private final Time time;
  private final ProxyOptions options;
  private final Loop loop;
  private final EventLoops loops = new EventLoops();
  private final ConnectionTable connections = new ConnectionTable();
  private final AddressTable table;
  private final Routes routes;
  private final Binder binder;
  private final Bystanders bystanders;
  private final Dialer dialer;
  private final Connector connector;
  private final EventRecorder events;
  private final NetworkWatcher watcher;
  private final ServiceListeners listeners;
  private final HealthCheckListeners healthChecks;
  private final HostPortListeners hostPorts;
  private final LocalNodePorts localNodePorts;
  private final IngressDoor ingress;
  private final Set<BoundPort> servers = ConcurrentHashMap.newKeySet();
  private final Map<String, List<IpAddress>> nodeAddresses = new ConcurrentHashMap<>();
  private final Map<ObjectKey, NetworkLink> pods = new ConcurrentHashMap<>();
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private final Set<NetworkLink> links = ConcurrentHashMap.newKeySet();
  private volatile NetworkResolver resolver = NetworkResolver.NONE;
  private volatile BinaryOperator<String> unknown = (host, namespace) -> host;
  private volatile ResolverConfig strangers = ResolverConfig.EMPTY;

  /** A network over a block of addresses, which stays the caller's to close; does nothing yet. */
  public NetProxy(KubeClient client, Time time, AddressBlock block, ProxyOptions options) {
    this.client = requireNonNull(client, "client");
    this.block = requireNonNull(block, "block");
    this.time = requireNonNull(time, "time");
    this.options = requireNonNull(options, "options");
    this.loop = time.loop("network");
    this.table = new AddressTable(block);
    this.routes = new Routes(time, options, table);
    this.binder =
        new Binder(
            loops,
            block,
            table,
            connections,
            routes,
            Set.of(block.apiServiceAddress(), block.nodeDnsAddress()));
    this.bystanders = new Bystanders(block, table);
    this.dialer = new Dialer(time, loops, binder, table, connections, routes, this::refused);
    this.connector = new Connector(time, routes, binder, table, connections, this::refused);
    this.events = new EventRecorder(client, time, "kube-proxy");
    this.watcher = new NetworkWatcher(client, loop, this::apply);
    this.listeners = new ServiceListeners(binder, block, table, routes, dialer, loop, this::warn);
    this.healthChecks = new HealthCheckListeners(binder, routes, this::warn);
    this.hostPorts = new HostPortListeners(binder, routes, dialer, loop, this::warn);
    this.localNodePorts =
        new LocalNodePorts(
            options.nodePortsOnLocalhost(), binder, routes, dialer, loop, this::warn);
    this.ingress =
        new IngressDoor(new IngressDoor.Parts(time, block, binder, routes, dialer, this::lookUp));
  }

  /**
   * Loads what networks are made of, which takes longer than making one; worth doing beside
   * something else before the first.
   */
  public static void load() {
    EventLoops.load();
  }

  /** Begins to follow the cluster and to listen for its Services. */
  public void start() {
    watcher.start();
  }

  /** Takes in what the cluster has become; on the network's loop. */
  void apply(NetworkChange change) {
    routes.state(change.state());
    if (options.policyChange() == PolicyChange.CUT_CONNECTIONS) {
      connections.retain(routes::stillAllows);
    }
    // Before those of nodes, whose ports may have to be ones of 127.0.0.1 and can be any.
    localNodePorts.apply(change);
    listeners.apply(change);
    healthChecks.apply(change);
    hostPorts.apply(change);
    if (change.ingresses()) {
      ingress.changed(change.state());
    }
    followers.forEach(Runnable::run);
  }

  /** Has somebody told, on the network's loop, when the cluster is not what it was. */
  public void follow(Runnable follower) {
    followers.add(follower);
  }

  private void warn(Service service, String reason, String message) {
    watcher.service(service.key()).ifPresent(document -> events.warning(document, reason, message));
  }

  /** Only Pods that have an address to themselves can miss a server there. */
  private void refused(Destination endpoint) {
    routes
        .podAt(endpoint.address())
        .ifPresent(
            pod ->
                bystanders
                    .at(endpoint)
                    .ifPresent(text -> loop.execute(() -> warn(pod, "PortNotServed", text))));
  }

  private void warn(ObjectKey pod, String reason, String message) {
    watcher.pod(pod).ifPresent(document -> events.warning(document, reason, message));
  }

  /** What is known of the cluster now. */
  NetworkState state() {
    return routes.state();
  }

  /** Which node ports are not on localhost although they should be, and why. */
  public List<String> localNodePortProblems() {
    return localNodePorts.problems();
  }

  /** The last connections asked for, the oldest first. */
  public List<Connection> recentConnections() {
    return routes.recent();
  }

  /** Forgets what was asked for, connections and requests to Ingresses. */
  public void forgetRecent() {
    routes.forgetRecent();
    ingress().ifPresent(IngressServer::forgetRequests);
  }

  /** The connections and flows of datagrams that are open now. */
  public List<OpenConnection> connections() {
    return connections.list();
  }

  /** Sets how Pods and tunnels look names up. */
  void resolver(NetworkResolver next) {
    resolver = requireNonNull(next, "next");
  }

  /** The address of a node, for its status; always the same for the same name. */
  public IpAddress nodeAddress(String node) {
    return nodeAddresses(node).get(0);
  }

  /** The addresses of a node, one of each family. */
  public List<IpAddress> nodeAddresses(String node) {
    return nodeAddresses.computeIfAbsent(
        node, name -> block.ranges().stream().map(range -> range.nodes().allocate()).toList());
  }

  private List<IpAddress> podAddresses() {
    return block.ranges().stream().map(range -> range.pods().allocate()).toList();
  }

  /** Gives a Pod its address; with host network, its node's. */
  public NetworkLink attach(ObjectKey pod, String node, boolean hostNetwork) {
    List<IpAddress> addresses = hostNetwork ? nodeAddresses(node) : podAddresses();
    if (!hostNetwork) {
      Pod described = describe(pod, node);
      addresses.forEach(table::addHost);
      addresses.forEach(address -> routes.addPod(address, described));
    }
    NetworkLink.LinkParts parts =
        new NetworkLink.LinkParts(
            time,
            binder,
            connector,
            dialer,
            routes,
            table,
            connections,
            () -> resolver,
            user -> openTunnel(0, user),
            link -> detach(pod, link));
    NetworkLink link = new NetworkLink(addresses, node, hostNetwork, parts);
    links.add(link);
    pods.put(pod, link);
    return link;
  }

  /**
   * A Pod is asked for before it starts, as a CNI plugin does, so that policies know it at once.
   */
  private Pod describe(ObjectKey pod, String node) {
    return client
        .find(ResourceType.PODS, pod)
        .map(NetworkDocuments::pod)
        .orElseGet(() -> new Pod(pod, node, List.of(), false, false, Map.of(), List.of()));
  }

  private void detach(ObjectKey pod, NetworkLink link) {
    links.remove(link);
    pods.remove(pod, link);
    for (AddressRange range : block.ranges()) {
      link.addresses().stream().filter(range.pods()::contains).forEach(ip -> free(range, ip));
    }
  }

  private void free(AddressRange range, IpAddress address) {
    table.removeHost(address);
    bystanders.forget(address);
    routes.removePod(address);
    range.pods().release(address);
  }

  /**
   * Opens a connection from a node, as probes do.
   *
   * @throws IOException when it is refused or takes longer than {@code timeout}
   */
  public Socket dialFromNode(String node, IpAddress address, int port, Duration timeout)
      throws IOException {
    Destination destination = new Destination(address, port, Protocol.TCP);
    IpAddress source = ofFamily(nodeAddresses(node), address);
    return dial(new Flow(source, Flow.Origin.NODE, node, destination), timeout);
  }

  /**
   * Opens a connection from the control plane, as the API server's proxy does: for policies its
   * address is one outside the cluster's Pods and nodes.
   *
   * @throws IOException when it is refused or takes longer than {@code timeout}
   * @see <a href=
   *     "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#api-server-to-nodes-pods-and-services">
   *     API server to nodes, pods, and services</a>
   */
  public Socket dialFromControlPlane(IpAddress address, int port, Duration timeout)
      throws IOException {
    Destination destination = new Destination(address, port, Protocol.TCP);
    List<IpAddress> own = block.ranges().stream().map(AddressRange::controlPlaneAddress).toList();
    return dial(routes.from(ofFamily(own, address), destination), timeout);
  }

  /** The one of a family; where there is none, the first. */
  private static IpAddress ofFamily(List<IpAddress> addresses, IpAddress other) {
    return addresses.stream()
        .filter(each -> each.family() == other.family())
        .findFirst()
        .orElseGet(() -> addresses.get(0));
  }

  private Socket dial(Flow flow, Duration timeout) throws IOException {
    LinkSocket socket = LinkSocket.ownedBy(ConcurrentHashMap.newKeySet());
    try {
      connector.connect(socket, flow, timeout);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Where an address and port are really listened on; empty where nobody listens. */
  public Optional<InetSocketAddress> realAddress(IpAddress address, int port, Protocol protocol) {
    return table.find(new Destination(address, port, protocol));
  }

  /**
   * Starts the cluster's DNS server at its address and makes it the resolver of Pods and tunnels.
   * Tunnels complete short names as Pods of namespace default do, after the name as it is.
   *
   * @param upstreams name servers for names that are not the cluster's; may be empty
   */
  public DnsServer startDns(String domain, List<InetSocketAddress> upstreams) throws IOException {
    DnsServer.Options options =
        new DnsServer.Options(
            domain,
            block.dnsAddress(),
            block.nodeDnsAddress(),
            upstreams,
            () -> ingress.server().map(IngressServer::address));
    DnsServer server = DnsServer.start(binder, time, options, routes::state);
    strangers = server.strangers();
    unknown = server::explainUnknown;
    routes.addPod(block.dnsAddress(), DNS_POD);
    resolver(new PodResolver(server, time, routes, table));
    return server;
  }

  private List<IpAddress> lookUp(String host) throws IOException {
    return resolver.resolve(Stranger.ADDRESS, strangers, host);
  }

  /**
   * Serves Ingresses from the first one on.
   *
   * @param user the client of the Ingress controller
   */
  public void serveIngresses(KubeClient user, Supplier<CertificateAuthority> authority) {
    ingress.open(user, authority);
  }

  /** The Ingress server, once there is an Ingress. */
  public Optional<IngressServer> ingress() {
    return ingress.server();
  }

  /** A maker of HTTP calls into the cluster, for its user to close. */
  public HttpCaller caller() {
    return new HttpCaller(loops, routes, dialer);
  }

  /** Opens a tunnel on a port of 127.0.0.1; zero is any free one. */
  public Tunnel openTunnel(int port) throws IOException {
    return openTunnel(port, new Stranger(routes, this::lookUp));
  }

  /** Opens a tunnel for one that gives no name, or none of a Pod. */
  private Tunnel openTunnel(int port, TunnelUser user) throws IOException {
    return Tunnel.listen(
        binder,
        port,
        new TunnelDialer(
            time,
            routes,
            dialer,
            user,
            pod -> Optional.ofNullable(pods.get(pod)),
            (host, namespace) -> unknown.apply(host, namespace)));
  }

  /**
   * Listens on a TCP port of an address of the cluster for a server that may not be running yet,
   * until the network ends.
   *
   * @param server starts the server unless it runs, and tells where it listens; may take its time
   */
  public BoundPort listen(IpAddress address, int port, Supplier<InetSocketAddress> server)
      throws IOException {
    BoundPort bound = binder.tcp(address, port, new ServerFrontend(server, time, dialer), false);
    servers.add(bound);
    return bound;
  }

  /** Ends every listener and connection, those of Pods too. */
  @Override
  public void close() {
    loop.close();
    watcher.close();
    events.close();
    ingress.close();
    localNodePorts.close();
    listeners.close();
    healthChecks.close();
    hostPorts.close();
    links.forEach(NetworkLink::close);
    servers.forEach(BoundPort::close);
    dialer.close();
    loops.close();
  }
}
