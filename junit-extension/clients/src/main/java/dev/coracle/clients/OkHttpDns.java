// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import dev.coracle.testing.Cluster;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * The names of a cluster for OkHttp; other names are looked up as the JVM does.
 *
 * <pre>{@code
 * OkHttpClient client = OkHttpDns.client(cluster).build();
 * }</pre>
 */
public final class OkHttpDns implements Dns {

  private final Cluster cluster;

  private OkHttpDns(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The names alone. Their addresses can be dialled as they are on plan {@code LOOPBACK}; with the
   * socket factory of the cluster beside it they can be on every plan.
   */
  public static OkHttpDns of(Cluster cluster) {
    return new OkHttpDns(cluster);
  }

  /** A client that reaches the names and trusts the certificates of the cluster, on every plan. */
  public static OkHttpClient.Builder client(Cluster cluster) {
    return new OkHttpClient.Builder()
        .dns(of(cluster))
        .socketFactory(cluster.socketFactory())
        .sslSocketFactory(cluster.sslContext().getSocketFactory(), cluster.trustManager());
  }

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    List<InetAddress> known = cluster.addresses(hostname);
    return known.isEmpty() ? Dns.SYSTEM.lookup(hostname) : known;
  }
}
