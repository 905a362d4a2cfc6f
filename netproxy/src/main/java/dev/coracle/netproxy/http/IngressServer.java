// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import dev.coracle.api.KubeClient;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.route.IngressOwner;
import dev.coracle.netproxy.route.NetworkState;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
  public static final String CONTROLLER = IngressOwner.CONTROLLER;

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LONGEST_LINE = 8 << 10;
  private static final int LARGEST_HEAD = 32 << 10;
  private static final int CHUNK = 8 << 10;

  private final IpAddress address;
  private final IngressController controller;
  private final IngressProxy proxy;
  private final SslContext fake;
  private final BoundPort http;
  private final BoundPort https;

  /**
   * How a server is set up.
   *
   * @param address where it listens, and what it writes into the status of Ingresses
   * @param authority issues certificates for Ingresses that ask for them, if given
   */
  public record Options(IpAddress address, Optional<CertificateAuthority> authority) {}

  /**
   * Starts a server on ports 80 and 443 of its address, or where they are refused on free ones.
   *
   * @param state what is known of the cluster when a request comes
   * @throws IOException when the address has no free port either
   */
  public static IngressServer start(
      KubeClient client,
      Time time,
      Options options,
      Binder binder,
      BackendDialer dialer,
      Supplier<NetworkState> state)
      throws IOException {
    IngressServer server =
        new IngressServer(
            new IngressController(client, time, options, state),
            new IngressProxy(state, dialer, time),
            binder,
            options.address());
    server.controller.start(server.problems());
    return server;
  }

  private IngressServer(
      IngressController controller, IngressProxy proxy, Binder binder, IpAddress address)
      throws IOException {
    this.address = address;
    this.controller = controller;
    this.proxy = proxy;
    this.fake = IngressCertificates.fake(SystemTime.ofDay());
    this.http = binder.tcp(address, HTTP, new Clients(false));
    this.https = binder.tcp(address, HTTPS, new Clients(true));
  }

  /** Prepares the channel of each client. */
  @ChannelHandler.Sharable
  private final class Clients extends ChannelInitializer<Channel> {

    private final boolean tls;

    Clients(boolean tls) {
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (tls) {
        channel.pipeline().addLast(new SniHandler(this::certificate));
      }
      channel
          .pipeline()
          .addLast(new HttpServerCodec(LONGEST_LINE, LARGEST_HEAD, CHUNK))
          .addLast(new IngressHandler(proxy, tls));
    }

    private SslContext certificate(@Nullable String name) {
      return Optional.ofNullable(name).flatMap(controller::certificate).orElse(fake);
    }
  }

  /** Takes in that Ingresses or their classes are not what they were. */
  public void changed() {
    controller.changed();
  }

  /** What it writes into the status of Ingresses. */
  public IpAddress address() {
    return address;
  }

  /** Where HTTP is really served. */
  public InetSocketAddress httpAddress() {
    return http.real();
  }

  /** Where HTTPS is really served. */
  public InetSocketAddress httpsAddress() {
    return https.real();
  }

  /** Why strangers cannot reach ports 80 and 443, where they cannot. */
  public List<String> problems() {
    return Stream.of(http, https).flatMap(port -> port.problem().stream()).toList();
  }

  public void forgetRequests() {
    proxy.log().clear();
  }

  /** The last thousand requests, oldest first. */
  public List<IngressRequest> requests() {
    return proxy.log().entries();
  }

  @Override
  public void close() {
    controller.close();
    proxy.close();
    http.close();
    https.close();
  }
}
