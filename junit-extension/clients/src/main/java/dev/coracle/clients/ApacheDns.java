// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import dev.coracle.testing.Cluster;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * The names of a cluster for Apache HttpClient 5; other names are looked up as the JVM does.
 *
 * <pre>{@code
 * PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(ApacheDns.of(cluster)).build()
 * }</pre>
 *
 * <p>From HttpClient 5.5 on it asks for the port too, and reaches every plan. Older ones reach plan
 * {@code LOOPBACK}; on {@code VIRTUAL} give them the cluster's proxy selector.
 */
public final class ApacheDns implements DnsResolver {

  private final Cluster cluster;

  private ApacheDns(Cluster cluster) {
    this.cluster = cluster;
  }

  public static ApacheDns of(Cluster cluster) {
    return new ApacheDns(cluster);
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    List<InetAddress> known = cluster.addresses(host);
    return known.isEmpty()
        ? SystemDefaultDnsResolver.INSTANCE.resolve(host)
        : known.toArray(InetAddress[]::new);
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    List<InetSocketAddress> known = cluster.dialled(host, port);
    return known.isEmpty() ? DnsResolver.super.resolve(host, port) : known;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return cluster.addresses(host).isEmpty()
        ? SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host)
        : host;
  }
}
