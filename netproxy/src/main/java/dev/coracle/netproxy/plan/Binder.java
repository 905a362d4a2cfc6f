// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.Protocol;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on addresses of the cluster and enters them into the table.
 *
 * <p>A port that the machine refuses, because it is privileged or taken, is realised on a free port
 * of the same address.
 */
public final class Binder {

  private static final Logger logger = LoggerFactory.getLogger(Binder.class);
  private static final int PRIVILEGED = 1024;

  private final EventLoops loops;
  private final RealAddresses table;
  private final Set<String> system;
  private final AtomicBoolean warned = new AtomicBoolean();

  /** A binder that logs no problems of {@code system}, the addresses of the cluster's own. */
  public Binder(EventLoops loops, RealAddresses table, Set<String> system) {
    this.loops = loops;
    this.table = table;
    this.system = system;
  }

  /** A way to listen at an address; used twice where the first port is refused. */
  @FunctionalInterface
  private interface Listen {

    Bound at(InetSocketAddress address) throws IOException;
  }

  private record Bound(InetSocketAddress real, Runnable end) {}

  /**
   * Listens on a TCP port; each accepted channel gets {@code child} and does not read by itself
   * when {@code autoRead} is false.
   */
  public BoundPort tcp(String address, int port, ChannelHandler child, boolean autoRead)
      throws IOException {
    Destination destination = new Destination(address, port, Protocol.TCP);
    return bind(
        destination,
        real ->
            bound(
                loops
                    .server()
                    .childOption(ChannelOption.AUTO_READ, autoRead)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, !autoRead)
                    .childHandler(child),
                real));
  }

  public BoundPort tcp(String address, int port, ChannelHandler child) throws IOException {
    return tcp(address, port, child, true);
  }

  public BoundPort udp(String address, int port, ChannelHandler handler) throws IOException {
    Destination destination = new Destination(address, port, Protocol.UDP);
    return bind(destination, real -> bound(loops.datagram().handler(handler), real));
  }

  /** Binds a socket whose owner accepts by itself; closing the port does not close the socket. */
  public BoundPort socket(String address, int port, LinkServerSocket socket) throws IOException {
    Destination destination = new Destination(address, port, Protocol.TCP);
    return bind(
        destination,
        real -> {
          socket.bind(real);
          return new Bound(new InetSocketAddress(real.getAddress(), socket.realPort()), () -> {});
        });
  }

  private static Bound bound(AbstractBootstrap<?, ?> bootstrap, InetSocketAddress address)
      throws IOException {
    ChannelFuture bind = bootstrap.bind(address).awaitUninterruptibly();
    if (!bind.isSuccess()) {
      throw bind.cause() instanceof IOException e ? e : new IOException(bind.cause());
    }
    Channel channel = bind.channel();
    return new Bound((InetSocketAddress) channel.localAddress(), () -> close(channel));
  }

  /** A selector lets go of a closed channel when it selects again; until then the port listens. */
  private static void close(Channel channel) {
    EventLoop loop = channel.eventLoop();
    boolean mayWait = !loop.inEventLoop() && !loop.isShuttingDown();
    Promise<Void> deaf = loop.newPromise();
    // What an event loop schedules for itself is not taken before it has selected once more.
    channel
        .close()
        .addListener(closed -> loop.schedule(() -> deaf.trySuccess(null), 0, TimeUnit.SECONDS));
    if (mayWait) {
      deaf.awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  private BoundPort bind(Destination destination, Listen listen) throws IOException {
    if (destination.port() != 0 && table.find(destination).isPresent()) {
      throw new BindException("Address already in use: " + destination);
    }
    String problem = "";
    Bound bound;
    try {
      bound = listen.at(new InetSocketAddress(destination.address(), destination.port()));
    } catch (IOException refused) {
      bound = listen.at(new InetSocketAddress(destination.address(), 0));
      problem = problem(destination, bound.real(), refused);
    }
    return enter(named(destination, bound), bound, problem);
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

  private static String problem(
      Destination destination, InetSocketAddress real, IOException refused) {
    String remedy =
        destination.port() < PRIVILEGED
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
