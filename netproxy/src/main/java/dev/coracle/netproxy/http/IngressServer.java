// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import dev.coracle.api.KubeClient;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's Ingress controller: an HTTP proxy on one address that follows the Ingresses of its
 * class, and those without a class.
 *
 * <p>Requests go to the ready endpoints of the Service in turn, not to its ClusterIP. TLS
 * certificates come from Secrets by the name that the client asks for; where there is none, a fake
 * one is shown.
 */
public final class IngressServer implements AutoCloseable {

  /** The {@code spec.controller} of the IngressClass that is served. */
  public static final String CONTROLLER = "coracle.dev/ingress";

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LONGEST_LINE = 8 << 10;
  private static final int LARGEST_HEAD = 32 << 10;
  private static final int CHUNK = 8 << 10;

  private final EventLoopGroup group;
  private final IngressController controller;
  private final IngressProxy proxy;
  private final SslContext fake;
  private final Channel http;
  private final Channel https;

  /**
   * How a server is set up.
   *
   * @param controller the controller name of the IngressClasses that are served
   * @param address where it listens, and what it writes into the status of Ingresses
   * @param authority issues certificates for Ingresses that ask for them, if given
   */
  public record Options(
      String controller, InetAddress address, Optional<CertificateAuthority> authority) {

    /** The usual controller name, with the cluster's authority. */
    public static Options of(InetAddress address, CertificateAuthority authority) {
      return new Options(CONTROLLER, address, Optional.of(authority));
    }
  }

  /**
   * Starts a server on ports 80 and 443 of its address, or where they are refused on free ones.
   *
   * @throws IOException when the address has no free port either
   */
  public static IngressServer start(
      KubeClient client, Time time, EventLoopGroup group, Options options, IngressDialer dialer)
      throws IOException {
    IngressServer server = new IngressServer(client, time, group, options, dialer);
    server.controller.start();
    return server;
  }

  private IngressServer(
      KubeClient client, Time time, EventLoopGroup group, Options options, IngressDialer dialer)
      throws IOException {
    this.group = group;
    this.fake = IngressCertificates.fake(SystemTime.ofDay());
    // The ports are bound first, as what is wrong with them is told of each Ingress.
    Gate gate = new Gate();
    this.http = bind(options.address(), HTTP, gate.initializer(false));
    this.https = bind(options.address(), HTTPS, gate.initializer(true));
    this.controller = new IngressController(client, time, options, problems());
    this.proxy = new IngressProxy(controller::state, dialer, time);
    gate.open(proxy);
  }

  private Channel bind(InetAddress address, int port, ChannelInitializer<Channel> child)
      throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(child);
    ChannelFuture wished = bootstrap.bind(address, port).awaitUninterruptibly();
    ChannelFuture bound =
        wished.isSuccess() ? wished : bootstrap.bind(address, 0).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(address + " has no free port for the Ingress", bound.cause());
    }
    return bound.channel();
  }

  /** Lets connections in once there is a proxy for them. */
  private final class Gate {

    private volatile @Nullable IngressProxy open;

    void open(IngressProxy ready) {
      open = ready;
    }

    ChannelInitializer<Channel> initializer(boolean tls) {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          IngressProxy ready = open;
          if (ready == null) {
            channel.close();
            return;
          }
          if (tls) {
            channel.pipeline().addLast(new SniHandler(name -> certificate(ready, name)));
          }
          channel
              .pipeline()
              .addLast(new HttpServerCodec(LONGEST_LINE, LARGEST_HEAD, CHUNK))
              .addLast(new IngressHandler(ready, tls));
        }
      };
    }

    private SslContext certificate(IngressProxy ready, @Nullable String name) {
      return Optional.ofNullable(name).flatMap(ready.state()::certificate).orElse(fake);
    }
  }

  /** Where HTTP is really served. */
  public InetSocketAddress httpAddress() {
    return (InetSocketAddress) http.localAddress();
  }

  /** Where HTTPS is really served. */
  public InetSocketAddress httpsAddress() {
    return (InetSocketAddress) https.localAddress();
  }

  /** Why strangers cannot reach ports 80 and 443, where they cannot. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    problem(HTTP, httpAddress()).ifPresent(problems::add);
    problem(HTTPS, httpsAddress()).ifPresent(problems::add);
    return problems;
  }

  private static Optional<String> problem(int wished, InetSocketAddress real) {
    return real.getPort() == wished
        ? Optional.empty()
        : Optional.of(
            "port "
                + wished
                + " of "
                + real.getAddress().getHostAddress()
                + " is refused (privileged or taken); the Ingress answers on port "
                + real.getPort());
  }

  /** The last thousand requests, oldest first. */
  public List<IngressRequest> requests() {
    return proxy.log().entries();
  }

  @Override
  public void close() {
    controller.close();
    proxy.close();
    http.close().syncUninterruptibly();
    https.close().syncUninterruptibly();
  }
}
