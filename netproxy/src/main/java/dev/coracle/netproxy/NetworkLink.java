// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.net.CallerNotice;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.dns.NetworkResolver;
import dev.coracle.netproxy.dns.ResolverConfig;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.plan.ConnectionTable;
import dev.coracle.netproxy.plan.DatagramNames;
import dev.coracle.netproxy.plan.HiddenAddress;
import dev.coracle.netproxy.plan.LinkDatagramSocket;
import dev.coracle.netproxy.plan.LinkServerSocket;
import dev.coracle.netproxy.plan.LinkSocket;
import dev.coracle.netproxy.plan.ServerAddress;
import dev.coracle.netproxy.relay.Connector;
import dev.coracle.netproxy.relay.DatagramFlows;
import dev.coracle.netproxy.relay.Dialer;
import dev.coracle.netproxy.relay.ForeignServerFrontend;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.tunnel.Tunnel;
import dev.coracle.netproxy.tunnel.TunnelUser;
import dev.coracle.network.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Pod's end of the network: its address, what it listens on, and its way out. Connections come
 * from the Pod's address and are routed as kube-proxy would on the Pod's node.
 *
 * <p>{@code localhost} is the Pod itself, or the node whose network it shares.
 */
public final class NetworkLink implements TunnelUser, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(NetworkLink.class);

  private static final IpAddress LOCALHOST = IpAddress.of("127.0.0.1");

  private final List<IpAddress> addresses;
  private final String node;
  private final boolean hostNetwork;
  private final LinkParts parts;
  private final Set<AutoCloseable> owned = ConcurrentHashMap.newKeySet();
  private volatile ResolverConfig config = ResolverConfig.EMPTY;
  private volatile boolean closed;
  private Optional<Tunnel> tunnel = Optional.empty();

  NetworkLink(List<IpAddress> addresses, String node, boolean hostNetwork, LinkParts parts) {
    this.addresses = List.copyOf(addresses);
    this.node = node;
    this.hostNetwork = hostNetwork;
    this.parts = parts;
  }

  /** What a link needs of its network. */
  record LinkParts(
      Time time,
      Binder binder,
      Connector connector,
      Dialer dialer,
      Routes routes,
      AddressTable table,
      ConnectionTable connections,
      Supplier<NetworkResolver> resolver,
      TunnelOpener tunnels,
      Consumer<NetworkLink> released) {}

  /** Opens a tunnel for one that is nobody else there. */
  @FunctionalInterface
  interface TunnelOpener {

    Tunnel open(TunnelUser user) throws IOException;
  }

  /** The Pod's address, as in {@code status.podIP}. */
  public IpAddress address() {
    return addresses.get(0);
  }

  /** The Pod's addresses, one of each family, as in {@code status.podIPs}. */
  public List<IpAddress> addresses() {
    return addresses;
  }

  /** Its address of the family of another one; where it has none, its first. */
  private IpAddress addressFor(IpAddress other) {
    return addresses.stream()
        .filter(each -> each.family() == other.family())
        .findFirst()
        .orElseGet(this::address);
  }

  /**
   * Listens on a TCP port; {@code child} (sharable, or an initializer) is added to each accepted
   * channel.
   *
   * @throws IOException when another program of the Pod listens there already
   */
  public BoundPort listen(int port, ChannelHandler child) throws IOException {
    return own(parts.binder().tcp(addresses, requirePort(port), new Accepting(child, owned)));
  }

  /** Receives datagrams of a UDP port as {@code DatagramPacket}s. */
  public BoundPort listenUdp(int port, ChannelHandler handler) throws IOException {
    return own(parts.binder().udp(addresses, requirePort(port), handler));
  }

  /** Listens on a TCP port for a program that accepts by itself. */
  public ServerSocket serverSocket(int port) throws IOException {
    return own(
        LinkServerSocket.listen(
            parts.binder(), parts.connections(), addresses, requirePort(port), owned));
  }

  /** Takes a TCP port for a server that will bind the Pod's address itself. */
  public BoundPort serves(int port) throws IOException {
    return own(parts.binder().declare(address(), requirePort(port)));
  }

  /**
   * Takes a TCP port for a server that is not ours: whoever calls the Pod there is led, or relayed,
   * to the address that is returned, where the server is to listen.
   *
   * @throws IOException when another program of the Pod listens there already
   */
  public ForeignServer foreignServer(int port, CallerNotice notice) throws IOException {
    HiddenAddress hidden = own(HiddenAddress.keep());
    try {
      BoundPort bound = before(new ServerAddress.Known(hidden.address()), port, notice);
      return new ForeignServer(hidden.address(), bound.andThen(() -> end(hidden)));
    } catch (IOException e) {
      hidden.close();
      throw e;
    }
  }

  /**
   * Takes a TCP port for a server that is not ours and listens already, or will, where user code
   * says, which is asked for each connection.
   *
   * @throws IOException when another program of the Pod listens there already
   */
  public BoundPort forward(
      int port, Supplier<@Nullable InetSocketAddress> server, CallerNotice notice)
      throws IOException {
    return before(new ServerAddress.Asked(server), port, notice);
  }

  private BoundPort before(ServerAddress server, int port, CallerNotice notice) throws IOException {
    Set<AutoCloseable> accepted = ConcurrentHashMap.newKeySet();
    ChannelHandler frontend = new ForeignServerFrontend(server, notice, parts.dialer());
    BoundPort bound =
        parts
            .binder()
            .tcpBefore(
                server,
                addresses,
                requirePort(port),
                new Accepting(frontend, accepted),
                notice == CallerNotice.NONE);
    return own(bound.andThen(() -> accepted.forEach(NetworkLink::end)));
  }

  /** Where a server that is not ours is to listen, and the Pod's port before it. */
  public record ForeignServer(InetSocketAddress address, BoundPort port) {}

  /** Connects to a name or address as a process in the Pod does; zero is no timeout of its own. */
  public Socket connect(String host, int port, Duration timeout) throws IOException {
    IOException failure = new UnknownHostException(host);
    for (IpAddress candidate : resolve(host)) {
      try {
        return connect(candidate, port, timeout);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private Socket connect(IpAddress candidate, int port, Duration timeout) throws IOException {
    LinkSocket socket = own(LinkSocket.ownedBy(owned));
    try {
      parts.connector().connect(socket, flow(candidate, port), timeout);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public Flow flow(IpAddress target, int port) {
    return flow(new Destination(target, port, Protocol.TCP));
  }

  private Flow flow(Destination destination) {
    Flow.Origin origin = hostNetwork ? Flow.Origin.NODE : Flow.Origin.POD;
    return new Flow(addressFor(destination.address()), origin, node, destination);
  }

  private IpAddress ownAddress(IpAddress target) {
    return Destination.isLocalhost(target) ? addressFor(target) : target;
  }

  /** Where a tunnel listens whose connections are the Pod's; opened when first asked for. */
  public synchronized InetSocketAddress tunnelAddress() throws IOException {
    if (tunnel.isEmpty()) {
      Tunnel opened = parts.tunnels().open(this);
      AutoCloseable unused = own(opened::cut);
      tunnel = Optional.of(opened);
    }
    return tunnel.get().address();
  }

  /** A datagram socket of the Pod's address, which sends to addresses of the cluster. */
  public DatagramSocket datagramSocket() throws IOException {
    DatagramFlows flows =
        new DatagramFlows(
            parts.time(), parts.routes(), parts.table(), parts.connections(), this::flow);
    DatagramNames names = new DatagramNames(parts.table(), parts.connections());
    return own(LinkDatagramSocket.open(parts.binder(), addresses, owned, names, flows));
  }

  /**
   * Where an address and port of the cluster really are; themselves where nobody listens. A socket
   * of {@link #datagramSocket} may be sent to either.
   */
  public InetSocketAddress route(IpAddress target, int port, boolean udp) {
    Protocol protocol = udp ? Protocol.UDP : Protocol.TCP;
    Destination destination = new Destination(ownAddress(target), port, protocol);
    return parts.table().find(destination).orElseGet(destination::socketAddress);
  }

  @Override
  public List<IpAddress> resolve(String name) throws IOException {
    Optional<IpAddress> literal = IpAddress.parse(name);
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    return name.equals("localhost") ? List.of(LOCALHOST) : lookUp(parts.resolver().get(), name);
  }

  /**
   * Looks a name up as the Pod does, but where the question gets lost fails at once: for those who
   * look up while others wait.
   */
  public List<IpAddress> resolveAtOnce(String name) throws IOException {
    return lookUp(parts.resolver().get().hasty(), name);
  }

  private List<IpAddress> lookUp(NetworkResolver resolver, String name) throws IOException {
    return resolver.resolve(address(), config, name);
  }

  /** Gives the Pod its resolver configuration, in the order and form of a resolv.conf. */
  public void configureResolver(
      List<String> nameservers, List<String> searches, List<String> options) {
    config = new ResolverConfig(nameservers, searches, options);
  }

  private <T extends AutoCloseable> T own(T resource) throws IOException {
    owned.add(resource);
    if (closed) {
      end(resource);
      throw new IOException("Network is down: " + address());
    }
    return resource;
  }

  /** Closes what the Pod listens on and all its connections, and frees its address. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (AutoCloseable resource : owned) {
      end(resource);
    }
    owned.clear();
    parts.released().accept(this);
  }

  private static void end(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      logger.atDebug().setCause(e).log("close failed");
    }
  }

  private static int requirePort(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
    }
    return port;
  }

  @Override
  public String toString() {
    return address() + " on " + node;
  }

  /** Keeps the channels a Pod accepted, to close them with it. */
  @ChannelHandler.Sharable
  private static final class Accepting extends ChannelInitializer<Channel> {

    private final ChannelHandler child;
    private final Set<AutoCloseable> owned;

    Accepting(ChannelHandler child, Set<AutoCloseable> owned) {
      this.child = child;
      this.owned = owned;
    }

    @Override
    protected void initChannel(Channel channel) {
      AutoCloseable end = channel::close;
      owned.add(end);
      channel.closeFuture().addListener(closed -> owned.remove(end));
      channel.pipeline().addLast(child);
    }
  }
}
