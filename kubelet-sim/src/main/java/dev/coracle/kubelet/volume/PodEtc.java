// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import dev.coracle.api.Json;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.spec.PodSpec;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The files of {@code /etc} that a node writes for its Pods. */
final class PodEtc {

  private static final String HOSTS =
      """
      # Kubernetes-managed hosts file.
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      fe00::0\tip6-mcastprefix
      fe00::1\tip6-allnodes
      fe00::2\tip6-allrouters
      """;

  private PodEtc() {}

  static void write(FileSystem root, NodeServices node, PodSpec pod, List<String> addresses)
      throws IOException {
    Path etc = Files.createDirectories(root.getPath("/etc"));
    String domain = node.options().clusterDomain();
    Files.writeString(etc.resolve("hostname"), pod.hostname(domain) + "\n");
    String hosts = pod.hostNetwork() ? nodeHosts(node.node()) : podHosts(pod, addresses, domain);
    Files.writeString(etc.resolve("hosts"), hosts + aliases(pod));
    Files.writeString(etc.resolve("resolv.conf"), PodDns.file(PodDns.of(pod, node.options())));
  }

  /** What a Pod on the node's network sees: the node's own file. */
  private static String nodeHosts(NodeSpec node) {
    return "# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n"
        + lines(node.addresses(), node.name());
  }

  private static String podHosts(PodSpec pod, List<String> addresses, String domain) {
    String name = pod.shortName();
    String own = pod.qualifiedName(domain).map(full -> full + "\t" + name).orElse(name);
    return HOSTS + lines(addresses, own);
  }

  private static String lines(List<String> addresses, String names) {
    return addresses.stream()
        .map(address -> address + "\t" + names + "\n")
        .collect(Collectors.joining());
  }

  private static String aliases(PodSpec pod) {
    JsonNode aliases = pod.object().at("spec", "hostAliases");
    if (aliases.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n# Entries added by HostAliases.\n");
    for (JsonNode alias : aliases) {
      String names =
          alias
              .path("hostnames")
              .valueStream()
              .map(n -> n.asString(""))
              .collect(Collectors.joining("\t"));
      text.append(Json.textAt(alias, "ip")).append('\t').append(names).append('\n');
    }
    return text.toString();
  }
}
