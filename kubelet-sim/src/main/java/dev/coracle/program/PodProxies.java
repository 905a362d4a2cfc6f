// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JVM's choice of proxies where applications run in Pods: threads of an application go by their
 * Pod's proxy, which knows the names of Services; all others go as they did.
 *
 * <p>It serves the clients that ask the JVM: {@code java.net.http}, {@code HttpURLConnection},
 * {@code java.net.Socket}, and the libraries over them. {@code localhost} stays the machine's own,
 * where the databases of tests are.
 */
final class PodProxies extends ProxySelector {

  private static final Set<String> MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Optional<ProxySelector> others;

  private PodProxies(Optional<ProxySelector> others) {
    this.others = others;
  }

  /** Puts itself before the JVM's own choice, unless it is there. */
  static synchronized void install() {
    ProxySelector own = ProxySelector.getDefault();
    if (!(own instanceof PodProxies)) {
      ProxySelector.setDefault(new PodProxies(Optional.ofNullable(own)));
    }
  }

  @Override
  public List<Proxy> select(URI uri) {
    Optional<ContainerContext> pod =
        MACHINE.contains(String.valueOf(uri.getHost()))
            ? Optional.empty()
            : ProgramThreads.ofThread().flatMap(ProgramThreads::context);
    return pod.isPresent()
        ? List.of(proxy(pod.get(), uri.getScheme()))
        : others.map(selector -> selector.select(uri)).orElse(List.of(Proxy.NO_PROXY));
  }

  private static Proxy proxy(ContainerContext pod, String scheme) {
    try {
      InetSocketAddress address = pod.proxyAddress();
      return new Proxy(scheme.equals("socket") ? Proxy.Type.SOCKS : Proxy.Type.HTTP, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException cause) {
    others.ifPresent(selector -> selector.connectFailed(uri, address, cause));
  }
}
