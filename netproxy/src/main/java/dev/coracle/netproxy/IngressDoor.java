// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.KubeClient;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.http.BackendDialer;
import dev.coracle.netproxy.http.IngressServer;
import dev.coracle.netproxy.http.RoutedBackends;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.relay.Dialer;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.route.NetworkState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way in for Ingresses: the server, and what it needs for TLS, are made with the first Ingress.
 * It is made on a loop of its own; closing waits for that, so that nothing is bound afterwards.
 */
final class IngressDoor implements AutoCloseable {

  private final Parts parts;
  private final Loop loop;
  private final Object making = new Object();
  private volatile Optional<Settings> settings = Optional.empty();
  private volatile Optional<IngressServer> server = Optional.empty();
  private boolean closed;

  /** What a server is made of. */
  record Parts(
      Time time,
      AddressBlock block,
      Binder binder,
      Routes routes,
      Dialer dialer,
      RoutedBackends.Names names) {}

  private record Settings(KubeClient client, Supplier<CertificateAuthority> authority) {}

  IngressDoor(Parts parts) {
    this.parts = parts;
    this.loop = parts.time().loop("ingress door");
  }

  /** Lets a server be made when there is something to serve. */
  void open(KubeClient client, Supplier<CertificateAuthority> authority) {
    settings = Optional.of(new Settings(client, authority));
    loop.execute(() -> make(parts.routes().state()));
  }

  /** Takes in that Ingresses or their classes are not what they were. */
  void changed(NetworkState state) {
    loop.execute(() -> make(state));
  }

  private void make(NetworkState state) {
    synchronized (making) {
      if (server.isPresent()) {
        server.get().changed();
      } else if (!closed && settings.isPresent() && !state.ingresses().isEmpty()) {
        server = Optional.of(start(settings.get()));
      }
    }
  }

  private IngressServer start(Settings given) {
    IpAddress address = parts.block().loadBalancers().allocate();
    BackendDialer dialer =
        new RoutedBackends(address, parts.time(), parts.routes(), parts.dialer(), parts.names());
    try {
      return IngressServer.start(
          given.client(),
          parts.time(),
          new IngressServer.Options(address, Optional.of(given.authority().get())),
          parts.binder(),
          dialer,
          parts.routes()::state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<IngressServer> server() {
    return server;
  }

  @Override
  public void close() {
    loop.close();
    synchronized (making) {
      closed = true;
      server.ifPresent(IngressServer::close);
    }
  }
}
