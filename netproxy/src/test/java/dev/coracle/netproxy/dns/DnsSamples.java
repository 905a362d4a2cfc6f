// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.NetworkDocuments;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Pod;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cluster in a few lines: {@code service <ns> <name> <ips|None|-> name> <ports>}, {@code slice
 * <ns> <service> <ip[=hostname]…> <ports>}.
 */
public final class DnsSamples {

  static final String CLUSTER =
      """
      service testns svc1 10.0.0.1 http/TCP/80
      service testns svcempty 10.0.0.9 http/TCP/80
      service testns svc6 1234:abcd::1 http/TCP/80
      service testns svc-dual-stack 10.0.0.3,10::3 http/TCP/80
      service testns two-ports 10.0.0.4 http/TCP/80,dns/UDP/53
      service testns unnamed 10.0.0.5 /TCP/81
      service testns no-ports 10.0.0.6 -
      service testns hdls1 None http/TCP/80
      service testns hdls-v6 None http/TCP/80
      service testns hdlsprtls None -
      service testns hdls-empty None http/TCP/80
      service testns double-a 10.0.0.21 http/TCP/80
      service testns double-b 10.0.0.22 http/TCP/80
      external testns external ext.interwebs.test
      external testns external-to-service svc1.testns.svc.cluster.local
      external testns external-to-nowhere svc0.testns.svc.cluster.local
      external testns external-to-external external.testns.svc.cluster.local
      external testns external-to-itself external-to-itself.testns.svc.cluster.local
      external testns external-ip 192.0.2.1
      slice testns svc1 172.0.0.1=ep1a http/TCP/8080
      slice testns hdls1 172.0.0.2,172.0.0.3,172.0.0.4=dup-name,172.0.0.5=dup-name http/TCP/80
      slice testns hdls1 5678:abcd::1,5678:abcd::2 http/TCP/80
      slice testns hdls-v6 2001:db8:: http/TCP/80
      slice testns hdlsprtls 172.0.0.20 -
      slice testns double-a 10.0.0.99=double-ep http/TCP/80
      slice testns double-b 10.0.0.99=double-ep http/TCP/80
      slice testns double-b 10.0.0.99=double-ep http/TCP/80
      """;

  private DnsSamples() {}

  static DnsConfig config() {
    return new DnsConfig(
        "cluster.local.",
        List.of("0.10.in-addr.arpa.", "ip6.arpa."),
        false,
        5,
        DnsConfig.Pods.INSECURE,
        ObjectKey.of("kube-system", "kube-dns"),
        List.of(address("127.0.0.53")));
  }

  static NetworkState state(String lines) {
    return seen(lines).complete();
  }

  /** A state of which nobody says yet that it is all. */
  static NetworkState seen(String lines) {
    NetworkState state = NetworkState.EMPTY;
    int slices = 0;
    for (String line : lines.split("\n")) {
      String[] words = line.split(" +");
      switch (words[0]) {
        case "slice" ->
            state = state.with(NetworkDocuments.slice(slice(words, words[2] + "-" + slices++)));
        default -> state = state.with(NetworkDocuments.service(service(words)));
      }
    }
    for (String namespace : List.of("testns", "podns", "kube-system")) {
      state = state.withNamespace(namespace, Map.of());
    }
    return state.with(pod()).withSerial(1499347823L);
  }

  private static Pod pod() {
    return new Pod(
        ObjectKey.of("podns", "p"),
        "a",
        List.of(address("10.240.0.1")),
        false,
        false,
        Map.of(),
        List.of());
  }

  public static IpAddress address(String literal) {
    return IpAddress.of(literal);
  }

  private static KubeObject service(String[] words) {
    KubeObject service = KubeObject.of(ResourceType.SERVICES, ObjectKey.of(words[1], words[2]));
    if (words[0].equals("external")) {
      return service.edit(
          o -> o.putObject("spec").put("type", "ExternalName").put("externalName", words[3]));
    }
    return service.edit(
        o -> {
          ObjectNode spec = o.putObject("spec").put("type", "ClusterIP");
          spec.put("clusterIP", words[3].split(",")[0]);
          for (String ip : words[3].split(",")) {
            Json.arrayAt(spec, "clusterIPs").add(ip);
          }
          ports(spec, words[4]);
        });
  }

  private static KubeObject slice(String[] words, String name) {
    return KubeObject.of(ResourceType.ENDPOINT_SLICES, ObjectKey.of(words[1], name))
        .edit(
            o -> {
              Json.objectAt(o, "metadata", "labels").put("kubernetes.io/service-name", words[2]);
              for (String endpoint : words[3].split(",")) {
                String[] parts = endpoint.split("=");
                ObjectNode node = Json.arrayAt(o, "endpoints").addObject();
                node.putArray("addresses").add(parts[0]);
                if (parts.length > 1) {
                  node.put("hostname", parts[1]);
                }
              }
              ports(o, words[4]);
            });
  }

  private static void ports(ObjectNode parent, String ports) {
    for (String port : ports.equals("-") ? new String[0] : ports.split(",")) {
      String[] parts = port.split("/");
      ObjectNode node = Json.arrayAt(parent, "ports").addObject();
      node.put("name", parts[0]).put("protocol", parts[1]);
      node.put("port", Integer.parseInt(parts[2]));
    }
  }
}
