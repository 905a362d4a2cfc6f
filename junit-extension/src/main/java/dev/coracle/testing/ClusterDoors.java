// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.net.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/** The ways into a cluster for programs outside it: for its API, and for what runs in it. */
abstract sealed class ClusterDoors permits ClusterVerbs {

  /** The parts of a cluster of Coracle's own. */
  abstract Assembly parts();

  /** The cluster, whoever runs it. */
  abstract Target target();

  abstract Cluster self();

  /** A kubeconfig for the administrator, over HTTPS, as kubectl reads it. */
  public final String kubeconfig() {
    return target().kubeconfig();
  }

  /** Writes the kubeconfig to a file, and returns the file. */
  public final Path writeKubeconfig(Path file) {
    try {
      return Files.writeString(file, kubeconfig());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "kubeconfig file: " + file + " (expected: a path that can be written)", e);
    }
  }

  /** The API server over plain HTTP, for clients in this JVM. */
  public final URI httpUrl() {
    return parts().api().httpUrl();
  }

  /** The API server over HTTPS. */
  public final URI httpsUrl() {
    return target().httpsUrl();
  }

  /** The administrator's bearer token. */
  public final String token() {
    return target().token();
  }

  /**
   * An HTTP client outside the cluster that knows its names and reaches every port under its own
   * number, such as {@code http://orders.shop.svc.cluster.local/}, or {@code http://orders.shop/}
   * for short; also the hosts of Ingresses. It trusts the cluster's certificate authority.
   *
   * <p>Where a name or port leads nowhere it says at once what there is: over HTTP with a 502 and a
   * text, over HTTPS with an {@link IOException}.
   */
  public final HttpClient httpClient() {
    return TunnelledHttpClient.of(target().proxyAddress(), sslContext());
  }

  /** A port of 127.0.0.1 that speaks SOCKS5, HTTP CONNECT and plain HTTP forwarding. */
  public final InetSocketAddress tunnelAddress() {
    return parts().tunnel().address();
  }

  /** Where the cluster's DNS server really listens, over UDP and TCP. */
  public final InetSocketAddress dnsAddress() {
    return parts().dns().localAddress();
  }

  /**
   * Sends what is meant for the cluster, by its names or addresses, through its tunnel, and
   * everything else where it went before. For a client library, or with {@link
   * ProxySelector#setDefault} for the whole JVM.
   */
  public final ProxySelector proxySelector() {
    return ClusterProxySelector.of(parts());
  }

  /**
   * Sockets that are connected to names and addresses of the cluster where these really are, on
   * every plan, and to others as usual; for client libraries that take a factory.
   */
  public final SocketFactory socketFactory() {
    return new ClusterSocketFactory(self());
  }

  /**
   * The addresses of a host as the cluster itself has them, which on plan {@code VIRTUAL} only its
   * {@link #socketFactory} can dial.
   *
   * @param host a name as {@link #httpClient} knows it, or an address of the cluster
   * @return nothing where the host is none of the cluster's
   */
  public final List<InetAddress> addresses(String host) {
    return parts().addresses(requireNonNull(host, "host")).stream()
        .map(IpAddress::toInetAddress)
        .toList();
  }

  /**
   * Where programs of this machine dial a port of a host, on every plan: one address for each that
   * the name has, so for each Pod of a headless Service. Where nobody listens it is an address that
   * refuses.
   *
   * @param host a name as {@link #httpClient} knows it, or an address of the cluster
   * @return nothing where the host is none of the cluster's
   */
  public final List<InetSocketAddress> dialled(String host, int port) {
    return parts().dialled(requireNonNull(host, "host"), port);
  }

  /**
   * Trusts the cluster's certificate authority, besides those that the JVM trusts by itself: it
   * certifies the API server, and the Ingresses that ask for a certificate.
   */
  public final SSLContext sslContext() {
    return target().sslContext();
  }

  /** What {@link #sslContext} trusts, for clients that ask for it by itself. */
  public final X509TrustManager trustManager() {
    return ClusterTrust.of(parts().api()::certificateAuthority);
  }

  /** The certificate of the authority that certifies the API server. */
  public final X509Certificate caCertificate() {
    return target().caCertificate();
  }

  /**
   * Where any program of this machine reaches a Service or a host of the cluster: by its name where
   * this JVM resolves that (on JDK 18 and later, plan {@code LOOPBACK}) and its port is listened on
   * under its own number, else by address.
   *
   * @param target a Service, {@code orders} or {@code shop/orders}, of which the only port is
   *     meant, or the one named http; or a URL, such as {@code https://shop.example.com/} of an
   *     Ingress
   * @throws IllegalArgumentException when there is no such Service or host, or it is not clear
   *     which port is meant
   * @throws IllegalStateException when nothing listens there, or when it can be reached by name
   *     only and this JVM does not resolve it
   */
  public final URI url(String target) {
    return new ClusterUrls(self()).of(requireNonNull(target, "target"));
  }

  /**
   * Where any program of this machine reaches a port of a Service, as {@link #url(String)} says.
   */
  public final URI url(String service, int port) {
    return new ClusterUrls(self()).of(requireNonNull(service, "service"), port);
  }

  /**
   * Writes a hosts file: the lines of this machine's own, and the names of the cluster's Services,
   * Ingress hosts and Pods below headless Services. It is kept current while the cluster runs.
   *
   * <p>For JDK 17, which asks no resolver of ours: a JVM started with {@code
   * -Djdk.net.hosts.file=FILE} looks names up there, <em>and nowhere else</em>. It keeps what it
   * has found for 30 seconds, and for 10 that it has found nothing, unless this is called before
   * its first lookup or it is started with {@code -Dsun.net.inetaddr.ttl=0
   * -Dsun.net.inetaddr.negative.ttl=0}.
   *
   * @throws IllegalStateException on plan {@code VIRTUAL}, whose addresses other programs cannot
   *     dial
   */
  public final Path writeHostsFile(Path file) {
    try {
      parts().hostsFiles().writeForJvm(requireNonNull(file, "file"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "hosts file: " + file + " (expected: a path that can be written)", e);
    }
  }
}
