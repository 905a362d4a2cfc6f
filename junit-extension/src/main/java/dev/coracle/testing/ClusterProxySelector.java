// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Sends connections to a cluster through its tunnel, and others as another selector says. */
final class ClusterProxySelector extends ProxySelector {

  private final Predicate<String> isOfCluster;
  private final InetSocketAddress tunnel;
  private final Optional<ProxySelector> others;

  private ClusterProxySelector(
      Predicate<String> isOfCluster, InetSocketAddress tunnel, Optional<ProxySelector> others) {
    this.isOfCluster = isOfCluster;
    this.tunnel = tunnel;
    this.others = others;
  }

  /** A selector beside the JVM's present one. */
  static ClusterProxySelector of(Assembly parts) {
    return new ClusterProxySelector(
        parts::isHost, parts.tunnel().address(), Optional.ofNullable(ProxySelector.getDefault()));
  }

  @Override
  public List<Proxy> select(URI uri) {
    if (uri.getHost() != null && isOfCluster.test(bare(uri.getHost()))) {
      // A plain socket asks with this scheme, and speaks SOCKS only.
      boolean plain = "socket".equals(uri.getScheme());
      return List.of(new Proxy(plain ? Proxy.Type.SOCKS : Proxy.Type.HTTP, tunnel));
    }
    return others.map(selector -> selector.select(uri)).orElse(List.of(Proxy.NO_PROXY));
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException cause) {
    if (!tunnel.equals(address)) {
      others.ifPresent(selector -> selector.connectFailed(uri, address, cause));
    }
  }
}
