// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import dev.coracle.api.Json;
import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.kubelet.node.PodLink.Resolver;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The resolver configuration of a Pod, by its DNS policy. */
public final class PodDns {

  private static final int MOST_NAMESERVERS = 3;
  private static final int MOST_SEARCHES = 32;
  private static final int LONGEST_SEARCHES = 2048;

  private PodDns() {}

  /** The configuration of a Pod on a node with these options. */
  public static Resolver of(PodSpec pod, KubeletOptions options) {
    Resolver host = new Resolver(options.nodeNameservers(), List.of(), List.of());
    return of(pod, options.nameservers(), options.clusterDomain(), host);
  }

  /**
   * The configuration that a policy gives.
   *
   * @param host what the node itself uses
   */
  static Resolver of(PodSpec pod, List<String> clusterDns, String domain, Resolver host) {
    Resolver base = base(pod, clusterDns, domain, host);
    JsonNode config = pod.object().at("spec", "dnsConfig");
    Set<String> servers = new LinkedHashSet<>(base.nameservers());
    config.path("nameservers").forEach(n -> servers.add(n.asString("")));
    Set<String> searches = new LinkedHashSet<>(base.searches());
    config.path("searches").forEach(n -> searches.add(n.asString("")));
    return new Resolver(
        servers.stream().limit(MOST_NAMESERVERS).toList(),
        limited(searches),
        options(base.options(), config.path("options")));
  }

  private static Resolver base(PodSpec pod, List<String> clusterDns, String domain, Resolver host) {
    String policy = pod.object().text("spec", "dnsPolicy");
    boolean cluster =
        policy.equals("ClusterFirstWithHostNet")
            || ((policy.isEmpty() || policy.equals("ClusterFirst")) && !pod.hostNetwork());
    if (policy.equals("None")) {
      return new Resolver(List.of(), List.of(), List.of());
    }
    if (!cluster || clusterDns.isEmpty()) {
      return host;
    }
    Set<String> searches = new LinkedHashSet<>();
    searches.add(pod.object().namespace() + ".svc." + domain);
    searches.add("svc." + domain);
    searches.add(domain);
    searches.addAll(host.searches());
    return new Resolver(clusterDns, List.copyOf(searches), List.of("ndots:5"));
  }

  private static List<String> limited(Set<String> searches) {
    List<String> kept = new ArrayList<>();
    int length = 0;
    for (String search : searches) {
      length += search.length() + (kept.isEmpty() ? 0 : 1);
      if (kept.size() == MOST_SEARCHES || length > LONGEST_SEARCHES) {
        return kept;
      }
      kept.add(search);
    }
    return kept;
  }

  private static List<String> options(List<String> base, JsonNode config) {
    Map<String, String> merged = new LinkedHashMap<>();
    base.forEach(option -> merged.put(option.split(":", 2)[0], option));
    for (JsonNode option : config) {
      String name = Json.textAt(option, "name");
      String value = Json.textAt(option, "value");
      merged.put(name, value.isEmpty() ? name : name + ":" + value);
    }
    return List.copyOf(merged.values());
  }

  /** The file that says so. */
  static String file(Resolver resolver) {
    StringBuilder text = new StringBuilder();
    resolver.nameservers().forEach(server -> text.append("nameserver " + server + "\n"));
    if (!resolver.searches().isEmpty()) {
      text.append("search " + String.join(" ", resolver.searches()) + "\n");
    }
    if (!resolver.options().isEmpty()) {
      text.append("options " + String.join(" ", resolver.options()) + "\n");
    }
    return text.toString();
  }
}
