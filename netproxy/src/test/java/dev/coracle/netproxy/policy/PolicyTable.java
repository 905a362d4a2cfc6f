// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Container;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.ObjectMapper;

/**
 * The world of Kubernetes' own tests: namespaces x, y and z, each with the Pods a, b and c, which
 * serve on 80 and 81. Their addresses are 10.0.1.1 (x/a) to 10.0.3.3 (z/c), of the second family
 * fd00::11 to fd00::33. Pods a are on node n1, the others on n2.
 *
 * <p>Ends of a probe are {@code x/a}, {@code x/a6} (by its IPv6 address), {@code x/*}, {@code *},
 * {@code n1}, or an address; {@code x/b>x/a@81/udp} is a probe, of port 80 and TCP where it does
 * not say.
 */
public final class PolicyTable {

  private final Map<String, Peer> peers = new LinkedHashMap<>();
  private final Policies policies;

  /** Policies as {@code x/name {spec}; y/other {spec}}. */
  PolicyTable(String policies) {
    for (String namespace : List.of("x", "y", "z")) {
      for (String pod : List.of("a", "b", "c")) {
        addPod(namespace, pod);
      }
    }
    peers.put("n1", new Peer.Node("n1", IpAddress.of("10.9.0.1")));
    peers.put("n2", new Peer.Node("n2", IpAddress.of("10.9.0.2")));
    this.policies = Policies.of(documents(policies));
  }

  private void addPod(String namespace, String pod) {
    int network = namespace.charAt(0) - 'x' + 1;
    int host = pod.charAt(0) - 'a' + 1;
    peers.put(namespace + "/" + pod, pod(namespace, pod, "10.0." + network + "." + host));
    peers.put(namespace + "/" + pod + "6", pod(namespace, pod, "fd00::" + network + host));
  }

  private static Peer.Pod pod(String namespace, String name, String address) {
    List<Container.Port> ports = new ArrayList<>();
    for (String protocol : List.of("TCP", "UDP")) {
      for (int port : List.of(80, 81)) {
        String portName = "serve-" + port + "-" + protocol.toLowerCase(Locale.ROOT);
        ports.add(new Container.Port(portName, port, protocol));
      }
    }
    // One name that is another port in another Pod.
    ports.add(new Container.Port("web", name.equals("a") ? 80 : 81, "TCP"));
    return new Peer.Pod(
        ObjectKey.of(namespace, name),
        IpAddress.of(address),
        name.equals("a") ? "n1" : "n2",
        Map.of("pod", name),
        Map.of("kubernetes.io/metadata.name", namespace),
        ports);
  }

  public static List<KubeObject> documents(String policies) {
    List<KubeObject> documents = new ArrayList<>();
    for (String policy : policies.isBlank() ? new String[0] : policies.split(";")) {
      String[] key = policy.strip().split("[/ ]", 3);
      documents.add(document(key[0], key[1], key[2]));
    }
    return documents;
  }

  private static KubeObject document(String namespace, String name, String spec) {
    Map<String, Object> tree = new HashMap<>();
    tree.put("apiVersion", "networking.k8s.io/v1");
    tree.put("kind", "NetworkPolicy");
    tree.put("metadata", Map.of("namespace", namespace, "name", name));
    tree.put("spec", new Load(LoadSettings.builder().build()).loadFromString(spec));
    return KubeObject.parse(new ObjectMapper().writeValueAsString(tree));
  }

  /** Those of the probes of a list that end otherwise than expected. */
  List<String> wrong(String probes, boolean expected) {
    List<String> wrong = new ArrayList<>();
    for (String probe : probes.isBlank() ? new String[0] : probes.split(",")) {
      for (Packet packet : packets(probe.strip())) {
        Verdict verdict = policies.verdict(packet);
        if (verdict.isAllowed() != expected) {
          wrong.add(packet + ": " + verdict);
        }
      }
    }
    return wrong;
  }

  /** What becomes of a single probe. */
  Verdict verdict(String probe) {
    return policies.verdict(packet(probe));
  }

  Packet packet(String probe) {
    return packets(probe).get(0);
  }

  private List<Packet> packets(String probe) {
    String[] ends = probe.split(">");
    String[] port = ends[1].split("@", 2);
    String[] number = (port.length == 1 ? "80" : port[1]).split("/", 2);
    Protocol protocol =
        number.length == 1 ? Protocol.TCP : Protocol.valueOf(number[1].toUpperCase(Locale.ROOT));
    List<Packet> packets = new ArrayList<>();
    for (Peer from : peers(ends[0].strip())) {
      for (Peer to : peers(port[0].strip())) {
        if (!from.equals(to) || !ends[0].contains("*")) {
          packets.add(new Packet(from, to, Integer.parseInt(number[0]), protocol));
        }
      }
    }
    return packets;
  }

  private List<Peer> peers(String end) {
    if (end.endsWith("*")) {
      return peers.entrySet().stream()
          .filter(entry -> entry.getKey().matches(end.equals("*") ? "./." : end.charAt(0) + "/."))
          .map(Map.Entry::getValue)
          .toList();
    }
    Peer known = peers.get(end);
    return List.of(known != null ? known : new Peer.Outside(IpAddress.of(end)));
  }
}
