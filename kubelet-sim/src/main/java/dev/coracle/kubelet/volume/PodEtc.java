// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import dev.coracle.api.Json;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.spec.PodSpec;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
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

  static void write(FileSystem root, NodeServices node, PodSpec pod, String address)
      throws IOException {
    Path etc = Files.createDirectories(root.getPath("/etc"));
    Files.writeString(etc.resolve("hostname"), pod.hostname() + "\n");
    Files.writeString(etc.resolve("hosts"), hosts(pod, address, node.options().clusterDomain()));
    Files.writeString(etc.resolve("resolv.conf"), PodDns.file(PodDns.of(pod, node.options())));
  }

  /** The content of a Pod's hosts file. */
  static String hosts(PodSpec pod, String address, String domain) {
    String subdomain = pod.object().text("spec", "subdomain");
    String name = pod.hostname();
    String full = name + "." + subdomain + "." + pod.object().namespace() + ".svc." + domain;
    String own = subdomain.isEmpty() ? name : full + "\t" + name;
    StringBuilder text = new StringBuilder(HOSTS);
    text.append(address).append('\t').append(own).append('\n');
    JsonNode aliases = pod.object().at("spec", "hostAliases");
    if (!aliases.isEmpty()) {
      text.append("\n# Entries added by HostAliases.\n");
      for (JsonNode alias : aliases) {
        String names =
            alias
                .path("hostnames")
                .valueStream()
                .map(n -> n.asString(""))
                .collect(Collectors.joining("\t"));
        text.append(Json.textAt(alias, "ip")).append('\t').append(names).append('\n');
      }
    }
    return text.toString();
  }
}
