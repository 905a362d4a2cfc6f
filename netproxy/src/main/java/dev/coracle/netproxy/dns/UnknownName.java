// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.ObjectKey;
import dev.coracle.netproxy.route.IngressRoutes;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Service;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a name leads nowhere, for whoever asked for it: which part of it is wrong, and what there is.
 */
public final class UnknownName {

  private static final int SHOWN = 10;

  private final NetworkState state;
  private final List<String> labels;
  private final boolean ofService;
  private final String namespace;

  private UnknownName(String host, String domain, String namespace, NetworkState state) {
    String name = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    String rest = without(without(name, "." + domain), ".svc");
    this.state = state;
    this.labels = List.of(rest.split("\\.", -1));
    this.ofService = rest.length() < name.length() || labels.size() == 1;
    this.namespace = labels.size() == 1 ? namespace : labels.get(labels.size() - 1);
  }

  private static String without(String name, String end) {
    return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
  }

  /**
   * One line.
   *
   * @param domain the cluster's
   * @param namespace the one in which a bare name is looked for
   */
  public static String explain(String host, String domain, String namespace, NetworkState state) {
    UnknownName name = new UnknownName(host, domain, namespace, state);
    return host + ": no such host: " + name.why();
  }

  private String why() {
    Optional<Service> service = state.service(ObjectKey.of(namespace, service()));
    if (service.isPresent()) {
      return present(service.get());
    }
    if (state.hasNamespace(namespace)) {
      return "namespace %s has no Service %s (%s)".formatted(namespace, service(), expected());
    }
    return ofService
        ? "there is no namespace %s (%s)".formatted(namespace, expected())
        : stranger();
  }

  /** Before its namespace, and after the name of one of its Pods. */
  private String service() {
    return labels.get(Math.max(0, labels.size() - 2));
  }

  private String present(Service service) {
    if (service.isExternal()) {
      return ("Service %s is another name for %s, which nobody knows"
              + " (expected: a name of the cluster or of cluster.hosts())")
          .formatted(service.key(), service.externalName());
    }
    if (labels.size() > 2) {
      return "Service %s has no ready Pod with the hostname %s"
          .formatted(service.key(), labels.get(labels.size() - 3));
    }
    return service.headless()
        ? "Service %s is headless and has no ready Pod".formatted(service.key())
        : "Service %s has no address of that family".formatted(service.key());
  }

  private String expected() {
    List<String> elsewhere =
        state.services().stream()
            .map(Service::key)
            .filter(key -> key.name().equals(service()))
            .map(ObjectKey::namespace)
            .toList();
    if (!elsewhere.isEmpty()) {
      return "expected: " + service() + " of namespace " + String.join(" or ", elsewhere);
    }
    List<String> here =
        state.services().stream()
            .map(Service::key)
            .filter(key -> key.namespace().equals(namespace))
            .map(ObjectKey::name)
            .toList();
    return here.isEmpty() ? "it has none at all" : "expected: " + listed(here.stream());
  }

  private String stranger() {
    IngressRoutes routes = state.ingressRoutes();
    String hosts = listed(routes.hosts().stream().sorted());
    return ("it is no name of the cluster, as name.namespace, no host of an Ingress (%s), and none of"
            + " cluster.hosts()")
        .formatted(hosts.isEmpty() ? "there are none" : hosts);
  }

  private static String listed(Stream<String> names) {
    List<String> all = names.toList();
    return all.stream().limit(SHOWN).collect(Collectors.joining(", "))
        + (all.size() > SHOWN ? " …" : "");
  }
}
