// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on addresses of the cluster and enters them into the table: whatever the cluster listens
 * on is bound here.
 *
 * <p>A loopback address is itself bound; a port that the machine refuses, because it is privileged
 * or taken, is realised on a free port of the same address. A virtual address is realised on
 * 127.0.0.1, under its own number where that is free and wished for. A port of the machine itself
 * is that port or an exception.
 */
public final class Binder {

  private static final Logger logger = LoggerFactory.getLogger(Binder.class);
  private static final IpAddress HERE = IpAddress.of("127.0.0.1");
  private static final int ATTEMPTS = 8;
  private static final int NODE_PORTS = 30000;
  private static final int PRIVILEGED = 1024;

  private final EventLoops loops;
  private final AddressBlock block;
  private final AddressTable table;
  private final ConnectionTable connections;
  private final Gate gate;
  private final Set<IpAddress> system;
  private final AtomicBoolean warned = new AtomicBoolean();

  /** A binder that logs no problems of {@code system}, the addresses of the cluster's own. */
  public Binder(
      EventLoops loops,
      AddressBlock block,
      AddressTable table,
      ConnectionTable connections,
      Gate gate,
      Set<IpAddress> system) {
    this.loops = loops;
    this.block = block;
    this.table = table;
    this.connections = connections;
    this.gate = gate;
    this.system = system;
  }

  /** A way to listen at an address; used twice where the first port is refused. */
  @FunctionalInterface
  private interface Listen {
    Bound at(InetSocketAddress address) throws IOException;
  }

  private record Bound(InetSocketAddress real, Runnable end) {

    static Bound of(Channel channel) {
      return new Bound((InetSocketAddress) channel.localAddress(), () -> close(channel));
    }
  }

  /**
   * Listens on a TCP port; each accepted channel gets {@code child} and does not read by itself
   * when {@code autoRead} is false.
   */
  public BoundPort tcp(IpAddress address, int port, ChannelHandler child, boolean autoRead)
      throws IOException {
    Destination destination = new Destination(address, port, Protocol.TCP);
    return bind(
        destination,
        real ->
            Bound.of(
                bound(
                    server(destination)
                        .childOption(ChannelOption.AUTO_READ, autoRead)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, !autoRead)
                        .childHandler(child),
                    real)));
  }

  private static UnaryOperator<InetSocketAddress> own(Destination destination) {
    return real ->
        destination.port() == 0
            ? new InetSocketAddress(destination.address().toInetAddress(), real.getPort())
            : destination.socketAddress();
  }

  public BoundPort tcp(IpAddress address, int port, ChannelHandler child) throws IOException {
    return tcp(address, port, child, true);
  }

  /** Listens at several addresses of one machine, or Pod, at once. */
  public BoundPort tcp(List<IpAddress> addresses, int port, ChannelHandler child)
      throws IOException {
    return alias(tcp(addresses.get(0), port, child), addresses);
  }

  /**
   * Listens at the addresses of a Pod for a server that is not ours; accepted channels do not read
   * by themselves.
   *
   * @param open whether those who dial within the cluster go past the listener, so that a server
   *     which does not listen refuses them itself
   */
  public BoundPort tcpBefore(
      ServerAddress server, List<IpAddress> addresses, int port, ChannelHandler child, boolean open)
      throws IOException {
    List<Destination> names =
        addresses.stream().map(address -> new Destination(address, port, Protocol.TCP)).toList();
    BoundPort bound = alias(tcp(addresses.get(0), port, child, false), addresses);
    names.forEach(name -> table.putBehind(name, server, open));
    return bound.andThen(() -> names.forEach(table::nothingBehind)).andThen(() -> cut(names));
  }

  /** Ends the connections to a server that outlives the process which it stood for. */
  private void cut(List<Destination> names) {
    connections.retain((flow, endpoint) -> !names.contains(endpoint));
  }

  /** Receives datagrams at several addresses of one machine, or Pod, at once. */
  public BoundPort udp(List<IpAddress> addresses, int port, ChannelHandler handler)
      throws IOException {
    return alias(udp(addresses.get(0), port, handler), addresses);
  }

  /** Leads the other addresses to what listens on the first one. */
  private BoundPort alias(BoundPort bound, List<IpAddress> addresses) throws IOException {
    Destination first = bound.destination();
    List<Destination> names =
        addresses.stream()
            .filter(address -> !address.equals(first.address()))
            .map(address -> new Destination(address, first.port(), first.protocol()))
            .toList();
    BoundPort all =
        bound.andThen(() -> names.forEach(name -> table.removeAlias(name, bound.real())));
    for (Destination name : names) {
      if (!table.addAlias(name, bound.real())) {
        all.close();
        throw new BindException("Address already in use: " + name);
      }
    }
    return all;
  }

  public BoundPort udp(IpAddress address, int port, ChannelHandler handler) throws IOException {
    Destination destination = new Destination(address, port, Protocol.UDP);
    return bind(destination, real -> datagrams(real, handler));
  }

  /**
   * Listens over TCP and UDP at once, for a server whose two ports are one to its clients. It is
   * dialled as it is, whatever Services say.
   */
  public BoundPort tcpAndUdp(
      IpAddress address, int port, ChannelHandler child, ChannelHandler datagrams)
      throws IOException {
    Destination tcp = new Destination(address, port, Protocol.TCP);
    Destination udp = new Destination(address, port, Protocol.UDP);
    Listen listen =
        at -> {
          Bound first = Bound.of(bound(server(tcp).childHandler(child), at));
          try {
            Bound second = datagrams(first.real(), datagrams);
            return new Bound(first.real(), () -> endAll(first, second));
          } catch (IOException e) {
            first.end().run();
            throw e;
          }
        };
    BoundPort bound = bind(tcp, atFreePort(listen));
    table.fix(bound.destination());
    Destination name =
        port == 0 ? new Destination(address, bound.real().getPort(), Protocol.UDP) : udp;
    table.addFixed(name, bound.real());
    return bound.andThen(() -> table.remove(name));
  }

  private static void endAll(Bound first, Bound second) {
    first.end().run();
    second.end().run();
  }

  /** A port that is free for one protocol may be taken for the other. */
  private static Listen atFreePort(Listen listen) {
    return at -> {
      IOException refused = new IOException(at + " cannot be listened on");
      for (int i = 0; i < (at.getPort() == 0 ? ATTEMPTS : 1); i++) {
        try {
          return listen.at(at);
        } catch (IOException e) {
          refused = e;
        }
      }
      throw refused;
    };
  }

  private ServerBootstrap server(Destination destination) {
    return loops
        .server()
        .channelFactory(() -> new ListeningChannel(connections, gate, own(destination)));
  }

  /** The handler is added to what is bound, since it may not be added to a second attempt. */
  private Bound datagrams(InetSocketAddress address, ChannelHandler handler) throws IOException {
    Channel channel =
        bound(
            loops
                .datagram()
                .option(ChannelOption.AUTO_READ, false)
                .handler(new SenderNames(new DatagramNames(table, connections), gate)),
            address);
    channel.pipeline().addLast(handler);
    channel.eventLoop().execute(channel.pipeline().context(SenderNames.class)::fireChannelActive);
    channel.config().setAutoRead(true);
    return Bound.of(channel);
  }

  /** Whether the cluster has addresses of the family of one. */
  public boolean offers(IpAddress address) {
    return block.families().contains(address.family());
  }

  Gate gate() {
    return gate;
  }

  /** Binds a socket whose owner accepts by itself; closing the port does not close the socket. */
  public BoundPort socket(List<IpAddress> addresses, int port, LinkServerSocket socket)
      throws IOException {
    Destination destination = new Destination(addresses.get(0), port, Protocol.TCP);
    return alias(
        bind(
            destination,
            real -> {
              socket.bind(real);
              return new Bound(
                  new InetSocketAddress(real.getAddress(), socket.realPort()), () -> {});
            }),
        addresses);
  }

  /**
   * Takes a port for a server that will bind the address itself: who asks the cluster's network is
   * led there from now on. A port that somebody has at all addresses is refused, for it may be a
   * stranger's; one that somebody has at this address alone is the server's already.
   *
   * @throws UnsupportedOperationException where the machine does not have the address
   */
  public BoundPort declare(IpAddress address, int port) throws IOException {
    Destination destination = new Destination(address, port, Protocol.TCP);
    InetSocketAddress real = destination.socketAddress();
    if (!block.bindAddress(address).equals(address)) {
      throw new UnsupportedOperationException(
          destination
              + ": no program can bind it on plan "
              + block.plan()
              + " (expected: plan LOOPBACK, or to listen at context.bindAddress("
              + port
              + "))");
    }
    if (table.find(destination).isPresent()) {
      throw new BindException("Address already in use: " + destination);
    }
    requireNoStranger(destination);
    return enter(destination, new Bound(real, () -> {}), "");
  }

  private static void requireNoStranger(Destination destination) throws BindException {
    if (PortUse.isTakenEverywhere(destination.port())) {
      throw new BindException(
          destination
              + " cannot be told from the program that listens on this port of all addresses"
              + " (expected: a server of the Pod's address alone, or one that listens at"
              + " context.bindAddress("
              + destination.port()
              + "))");
    }
  }

  /** Binds a datagram socket to any port of addresses; closing the port does not close it. */
  public BoundPort socket(List<IpAddress> addresses, LinkDatagramSocket socket) throws IOException {
    Destination destination = new Destination(addresses.get(0), 0, Protocol.UDP);
    return alias(
        bind(
            destination,
            real -> {
              socket.bind(real);
              return new Bound(
                  new InetSocketAddress(real.getAddress(), socket.realPort()), () -> {});
            }),
        addresses);
  }

  /**
   * Where a connection that shows an address as its source is bound before it is made; empty where
   * it leaves this machine.
   */
  public Optional<InetSocketAddress> origin(IpAddress source, AddressTable.Place place) {
    IpAddress target = IpAddress.of(place.real().getAddress());
    boolean bindable =
        block.plan() == NetworkPlan.LOOPBACK
            && source.isIpv4()
            && source.isLoopback()
            && !place.foreign();
    return target.isIpv4() && target.isLoopback()
        ? Optional.of(new InetSocketAddress((bindable ? source : HERE).toInetAddress(), 0))
        : Optional.empty();
  }

  private static Channel bound(AbstractBootstrap<?, ?> bootstrap, InetSocketAddress address)
      throws IOException {
    ChannelFuture bind = bootstrap.bind(address).awaitUninterruptibly();
    if (!bind.isSuccess()) {
      throw bind.cause() instanceof IOException e ? e : new IOException(bind.cause());
    }
    return bind.channel();
  }

  /** A selector lets go of a closed channel when it selects again; until then the port listens. */
  private static void close(Channel channel) {
    EventLoop loop = channel.eventLoop();
    if (loop.isShuttingDown()) {
      // It closes its channels itself, and takes no listener any more.
      channel.close();
      return;
    }
    Promise<Void> deaf = loop.newPromise();
    // What an event loop schedules for itself is not taken before it has selected once more.
    channel
        .close()
        .addListener(closed -> loop.schedule(() -> deaf.trySuccess(null), 0, TimeUnit.SECONDS));
    if (!loop.inEventLoop()) {
      deaf.awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  private BoundPort bind(Destination destination, Listen listen) throws IOException {
    if (destination.port() != 0 && table.find(destination).isPresent()) {
      throw new BindException("Address already in use: " + destination);
    }
    var at = block.bindAddress(destination.address()).toInetAddress();
    boolean own = block.bindAddress(destination.address()).equals(destination.address());
    String problem = "";
    Bound bound;
    try {
      bound = listen.at(new InetSocketAddress(at, own ? destination.port() : wished(destination)));
    } catch (IOException refused) {
      if (AddressTable.isHost(destination.address())) {
        throw refused;
      }
      bound = listen.at(new InetSocketAddress(at, 0));
      problem = own ? problem(destination, bound.real(), refused) : "";
    }
    return enter(named(destination, bound), bound, problem);
  }

  /** Ports that programs outside know by heart keep their number where it is free. */
  private int wished(Destination destination) {
    boolean known = block.plan() == NetworkPlan.VIRTUAL && destination.port() >= NODE_PORTS;
    return known ? destination.port() : 0;
  }

  private static Destination named(Destination destination, Bound bound) {
    return destination.port() == 0
        ? new Destination(destination.address(), bound.real().getPort(), destination.protocol())
        : destination;
  }

  private BoundPort enter(Destination destination, Bound bound, String problem) throws IOException {
    if (!table.add(destination, bound.real())) {
      bound.end().run();
      throw new BindException("Address already in use: " + destination);
    }
    if (!problem.isEmpty() && !system.contains(destination.address())) {
      tell(problem);
    }
    AtomicBoolean open = new AtomicBoolean(true);
    return new BoundPort(
        destination,
        bound.real(),
        problem,
        () -> {
          if (open.getAndSet(false)) {
            table.remove(destination);
            bound.end().run();
          }
        });
  }

  /** The first one is worth a line; the others are told by the events of who wanted the port. */
  private void tell(String problem) {
    if (warned.getAndSet(true)) {
      logger.debug(problem);
    } else {
      logger.warn("{}; the next such ports are told by events alone", problem);
    }
  }

  /** A port below 1024 may be refused for either reason; only one of them is helped by a right. */
  private static boolean isTaken(IOException refused) {
    return String.valueOf(refused.getMessage()).contains("in use");
  }

  private static String problem(
      Destination destination, InetSocketAddress real, IOException refused) {
    String remedy =
        destination.port() < PRIVILEGED && !isTaken(refused)
            ? "allow it with sysctl net.ipv4.ip_unprivileged_port_start=0, or use a port from 1024"
            : "end the program that listens on port " + destination.port() + " of all addresses";
    return destination
        + " cannot be bound ("
        + Optional.ofNullable(refused.getMessage()).orElse("refused")
        + "); Pods and the tunnel reach it all the same, other programs only at "
        + real.getAddress().getHostAddress()
        + ":"
        + real.getPort()
        + "; remedy: "
        + remedy;
  }
}
