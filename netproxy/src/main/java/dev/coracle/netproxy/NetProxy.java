// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.KubeClient;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.dns.DnsResolver;
import dev.coracle.netproxy.dns.DnsServer;
import dev.coracle.netproxy.dns.NetworkResolver;
import dev.coracle.netproxy.dns.ResolverConfig;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.plan.EventLoops;
import dev.coracle.netproxy.plan.RealAddresses;
import dev.coracle.netproxy.relay.ConnectionFilter;
import dev.coracle.netproxy.relay.Connector;
import dev.coracle.netproxy.relay.Dialer;
import dev.coracle.netproxy.relay.HealthCheckListeners;
import dev.coracle.netproxy.relay.ProxyOptions;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.relay.ServerFrontend;
import dev.coracle.netproxy.relay.ServiceListeners;
import dev.coracle.netproxy.route.Cidr;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.NetworkState.Service;
import dev.coracle.netproxy.tunnel.Tunnel;
import dev.coracle.netproxy.tunnel.TunnelDialer;
import dev.coracle.netproxy.tunnel.TunnelUser;
import dev.coracle.network.Connection;
import dev.coracle.network.Protocol;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The network of a cluster: it gives Pods and nodes their addresses, listens on the addresses of
 * Services, and carries every connection to where kube-proxy would have sent it.
 */
public final class NetProxy implements AutoCloseable {

  private static final int DNS_PORT = 53;

  private final KubeClient client;
  private final AddressBlock block;
  private final Time time;
  private final Loop loop;
  private final EventLoops loops = new EventLoops();
  private final RealAddresses table;
  private final Routes routes;
  private final Binder binder;
  private final Dialer dialer;
  private final Connector connector;
  private final EventRecorder events;
  private final NetworkWatcher watcher;
  private final ServiceListeners listeners;
  private final HealthCheckListeners healthChecks;
  private final BoundPort nowhere;
  private final Set<BoundPort> servers = ConcurrentHashMap.newKeySet();
  private final Map<String, String> nodeAddresses = new ConcurrentHashMap<>();
  private final Map<ObjectKey, NetworkLink> pods = new ConcurrentHashMap<>();
  private final Set<NetworkLink> links = ConcurrentHashMap.newKeySet();
  private volatile NetworkResolver resolver = NetworkResolver.NONE;
  private volatile ResolverConfig strangers = ResolverConfig.EMPTY;

  /** A network over a block of addresses, which stays the caller's to close; does nothing yet. */
  public NetProxy(KubeClient client, Time time, AddressBlock block, ProxyOptions options) {
    this.client = requireNonNull(client, "client");
    this.block = requireNonNull(block, "block");
    this.time = requireNonNull(time, "time");
    this.loop = time.loop("network");
    this.table = new RealAddresses(block);
    this.routes = new Routes(time, options, table);
    this.binder = new Binder(loops, table, Set.of(block.apiServiceAddress()));
    this.dialer = new Dialer(loops, table, routes);
    this.connector = new Connector(time, routes, table);
    this.events = new EventRecorder(client, time, "kube-proxy");
    this.watcher = new NetworkWatcher(client, loop, this::apply);
    this.listeners = new ServiceListeners(binder, table, routes, dialer, loops, loop, this::warn);
    this.healthChecks = new HealthCheckListeners(binder, routes, this::warn);
    this.nowhere = nowhere();
  }

  /**
   * Loads what networks are made of, which takes longer than making one; worth doing beside
   * something else before the first.
   */
  public static void load() {
    try (EventLoops loops = new EventLoops()) {
      loops.server();
      loops.datagram();
    }
  }

  /** What is sent here is lost. */
  private BoundPort nowhere() {
    try {
      return binder.udp(block.controlPlaneAddress(), 0, new ChannelInboundHandlerAdapter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins to follow the cluster and to listen for its Services. */
  public void start() {
    watcher.start();
  }

  /** Takes in what the cluster has become; on the network's loop. */
  void apply(NetworkState state) {
    routes.state(state);
    listeners.apply(state);
    healthChecks.apply(state);
  }

  private void warn(Service service, String reason, String message) {
    watcher
        .document(service.key())
        .ifPresent(document -> events.warning(document, reason, message));
  }

  /** The last connections asked for, the oldest first. */
  public List<Connection> recentConnections() {
    return routes.recent();
  }

  /** Sets how Pods and tunnels look names up. */
  void resolver(NetworkResolver next) {
    resolver = requireNonNull(next, "next");
  }

  /** Sets who may connect to whom. */
  void filter(ConnectionFilter next) {
    routes.filter(requireNonNull(next, "next"));
  }

  /** The address of a node, for its status; always the same for the same name. */
  public String nodeAddress(String node) {
    return nodeAddresses.computeIfAbsent(node, name -> block.nodes().allocate());
  }

  /** Gives a Pod its address; with host network, its node's. */
  public NetworkLink attach(ObjectKey pod, String node, boolean hostNetwork) {
    String address = hostNetwork ? nodeAddress(node) : block.pods().allocate();
    if (!hostNetwork) {
      table.addHost(address);
      routes.addPod(address, node);
    }
    NetworkLink.LinkParts parts =
        new NetworkLink.LinkParts(
            binder,
            connector,
            table,
            nowhere.real(),
            (from, config, name) -> resolver.resolve(from, config, name),
            link -> detach(pod, link));
    NetworkLink link = new NetworkLink(address, node, hostNetwork, parts);
    links.add(link);
    pods.put(pod, link);
    return link;
  }

  private void detach(ObjectKey pod, NetworkLink link) {
    links.remove(link);
    pods.remove(pod, link);
    if (block.pods().contains(link.address())) {
      table.removeHost(link.address());
      routes.removePod(link.address());
      block.pods().release(link.address());
    }
  }

  /**
   * Opens a connection from a node, as probes and the API server's proxy do.
   *
   * @throws IOException when it is refused or takes longer than {@code timeout}
   */
  public Socket dialFromNode(String node, String address, int port, Duration timeout)
      throws IOException {
    Destination destination = new Destination(address, port, Protocol.TCP);
    Flow flow = new Flow(nodeAddress(node), Flow.Origin.NODE, node, destination);
    Socket socket = new Socket();
    try {
      connector.connect(socket, flow, timeout);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Where an address and port are really listened on; empty where nobody listens. */
  public Optional<InetSocketAddress> realAddress(String address, int port, Protocol protocol) {
    return table.find(new Destination(address, port, protocol));
  }

  /** Enters what somebody else listens on, such as the API server, under an address and port. */
  public void realise(String address, int port, Protocol protocol, InetSocketAddress real) {
    Destination destination = new Destination(address, port, protocol);
    if (!table.addFixed(destination, real)) {
      throw new IllegalStateException(destination + ": in use (expected: a free address and port)");
    }
  }

  /**
   * Starts the cluster's DNS server at its address and makes it the resolver of Pods and tunnels.
   * Tunnels complete short names as Pods of namespace default do, after the name as it is.
   *
   * @param upstreams name servers for names that are not the cluster's; may be empty
   */
  public DnsServer startDns(String domain, List<InetSocketAddress> upstreams) throws IOException {
    IpAddress address = IpAddress.of(block.dnsAddress());
    DnsServer.Options dns = new DnsServer.Options(domain, address, upstreams);
    DnsServer server = DnsServer.start(client, time, loops.group(), dns);
    realise(block.dnsAddress(), DNS_PORT, Protocol.UDP, server.localAddress());
    realise(block.dnsAddress(), DNS_PORT, Protocol.TCP, server.localAddress());
    strangers =
        new ResolverConfig(
            List.of(block.dnsAddress()),
            List.of("default.svc." + domain, "svc." + domain, domain),
            List.of());
    DnsResolver lookup = new DnsResolver(server, this::realAddress);
    resolver((from, config, name) -> lookup.resolve(name, config, IpAddress.of(from)));
    return server;
  }

  /** Opens a tunnel on a port of 127.0.0.1; zero is any free one. */
  public Tunnel openTunnel(int port) throws IOException {
    return Tunnel.listen(
        binder,
        port,
        new TunnelDialer(
            time, routes, dialer, new Stranger(), pod -> Optional.ofNullable(pods.get(pod))));
  }

  /** A program outside the cluster, which knows its names all the same. */
  private final class Stranger implements TunnelUser {

    private static final String ADDRESS = "127.0.0.1";

    @Override
    public List<IpAddress> resolve(String host) throws IOException {
      boolean literal = Cidr.isAddress(host) || host.equals("localhost");
      return literal
          ? List.of(IpAddress.of(InetAddress.getByName(host)))
          : resolver.resolve(ADDRESS, strangers, host);
    }

    @Override
    public Flow flow(IpAddress target, int port) {
      return routes.from(ADDRESS, new Destination(target.toString(), port, Protocol.TCP));
    }
  }

  private InetSocketAddress realAddress(IpAddress address, int port, boolean udp) {
    Protocol protocol = udp ? Protocol.UDP : Protocol.TCP;
    try {
      return table.resolve(new Destination(address.toString(), port, protocol));
    } catch (IOException e) {
      return nowhere.real();
    }
  }

  /** The threads that carry the network's traffic, for those who listen on its behalf. */
  public EventLoopGroup eventLoops() {
    return loops.group();
  }

  /**
   * Listens on a TCP port of an address of the cluster for a server that may not be running yet,
   * until the network ends.
   *
   * @param server starts the server unless it runs, and tells where it listens; may take its time
   */
  public BoundPort listen(String address, int port, Supplier<InetSocketAddress> server)
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
    listeners.close();
    healthChecks.close();
    links.forEach(NetworkLink::close);
    servers.forEach(BoundPort::close);
    nowhere.close();
    dialer.close();
    loops.close();
  }
}
