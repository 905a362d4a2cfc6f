// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.tunnel;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.relay.RelayHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way into the cluster for programs outside: one port that speaks SOCKS5, HTTP CONNECT and plain
 * HTTP forwarding. Names are the cluster's, every port is reached under its own number, and nothing
 * but the tunnel's port has to be free.
 *
 * <p>A user name {@code pod.namespace} makes a connection that Pod's; the password is not looked
 * at. With none, or one of another form, the client is a stranger, as at any address of the
 * cluster.
 */
public final class Tunnel implements AutoCloseable {

  private static final IpAddress LOCALHOST = IpAddress.of("127.0.0.1");

  private final BoundPort port;
  private final Clients clients;

  private Tunnel(BoundPort port, Clients clients) {
    this.port = port;
    this.clients = clients;
  }

  public static Tunnel listen(Binder binder, int port, TunnelDialer dialer) throws IOException {
    Clients clients = new Clients(dialer);
    return new Tunnel(binder.tcp(LOCALHOST, port, clients, false), clients);
  }

  /** Where it listens, on 127.0.0.1. */
  public InetSocketAddress address() {
    return port.real();
  }

  /** Takes no more clients; connections go on. */
  @Override
  public void close() {
    port.close();
  }

  /** Takes no more clients, and cuts off those it has. */
  public void cut() {
    port.close();
    clients.open.forEach(Channel::close);
  }

  /** Prepares the channel of each client. */
  @ChannelHandler.Sharable
  private static final class Clients extends ChannelInitializer<Channel> {

    private final TunnelDialer dialer;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();

    Clients(TunnelDialer dialer) {
      this.dialer = dialer;
    }

    @Override
    protected void initChannel(Channel front) {
      open.add(front);
      front.closeFuture().addListener(closed -> open.remove(front));
      dialer.track(front);
      front.pipeline().addLast(new TunnelHandler(dialer), new RelayHandler());
      front.config().setAutoRead(true);
    }
  }
}
