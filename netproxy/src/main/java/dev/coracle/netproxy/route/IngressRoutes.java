// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The hosts and paths of all Ingresses: to which backend a request goes.
 *
 * <ul>
 *   <li><b>Hosts.</b> An exact host wins over a wildcard, a wildcard over none; there is no way
 *       back from a host whose paths do not match.
 *   <li><b>Paths.</b> The longest wins; of the same length an exact one.
 *   <li><b>Age.</b> Of several Ingresses that ask for the same, the oldest wins.
 * </ul>
 */
public final class IngressRoutes {

  private final Map<String, Host> hosts = new HashMap<>();
  private Optional<IngressBackend> defaultBackend = Optional.empty();

  /** The paths of one host, the most special first, and what takes the rest. */
  private static final class Host {

    final List<IngressPath> paths = new ArrayList<>();
    Optional<IngressBackend> rest = Optional.empty();
  }

  private IngressRoutes() {}

  public static IngressRoutes of(List<IngressSpec> ingresses) {
    IngressRoutes routes = new IngressRoutes();
    ingresses.stream().sorted(IngressSpec.OLDEST_FIRST).forEach(routes::add);
    routes.hosts.values().forEach(host -> host.paths.sort(IngressPath.MOST_SPECIAL_FIRST));
    return routes;
  }

  private void add(IngressSpec ingress) {
    if (ingress.rules().isEmpty()) {
      defaultBackend = defaultBackend.or(ingress::defaultBackend);
    }
    for (IngressSpec.Rule rule : ingress.rules()) {
      Host host = hosts.computeIfAbsent(rule.host(), name -> new Host());
      host.paths.addAll(rule.paths());
      host.rest = host.rest.or(ingress::defaultBackend);
    }
  }

  /**
   * The backend for a request.
   *
   * @param host the Host header, with or without a port
   * @param path the path as it was sent, without its query
   */
  public Optional<IngressBackend> match(String host, String path) {
    String name = withoutPort(host.toLowerCase(Locale.ROOT));
    return find(name).flatMap(found -> match(found, path)).or(() -> defaultBackend);
  }

  private static Optional<IngressBackend> match(Host host, String path) {
    return host.paths.stream()
        .filter(each -> each.matches(path))
        .findFirst()
        .map(IngressPath::backend)
        .or(() -> host.rest);
  }

  private Optional<Host> find(String name) {
    return named(name).or(() -> Optional.ofNullable(hosts.get("")));
  }

  private Optional<Host> named(String name) {
    return Optional.ofNullable(hosts.get(name))
        .or(() -> Optional.ofNullable(hosts.get(wildcardOf(name))));
  }

  /** The hosts that are no wildcards. */
  public List<String> hosts() {
    return hosts.keySet().stream()
        .filter(name -> !name.isEmpty() && !name.startsWith("*"))
        .toList();
  }

  /** Whether a name is a host of an Ingress, by itself or by a wildcard. */
  public boolean isHost(String name) {
    return !name.isEmpty() && named(name.toLowerCase(Locale.ROOT)).isPresent();
  }

  /** The wildcard that stands for a name: its first label replaced. */
  public static String wildcardOf(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 ? "*" : "*" + name.substring(dot);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
