// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.Protocol;
import dev.coracle.network.ProxyMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A small cluster written in one row: nodes a (zone x) and b (zone y), one Service and its
 * endpoints, a slash between those of different slices. Endpoint 1 has the address of pod 1, and so
 * on.
 */
public final class RoutingTable {

  public static final IpAddress CLUSTER_IP = IpAddress.of("127.16.64.9");
  public static final IpAddress LOAD_BALANCER = IpAddress.of("127.16.16.1");
  static final IpAddress EXTERNAL = IpAddress.of("127.16.17.1");
  private static final ObjectKey WEB = ObjectKey.of("default", "web");
  private static final List<Node> NODES =
      List.of(
          new Node("a", List.of(IpAddress.of("127.16.1.1")), "x", true),
          new Node("b", List.of(IpAddress.of("127.16.1.2")), "y", true));

  private final Map<String, String> options;
  private final NetworkState state;
  private final Balance balance;

  public RoutingTable(String service, String endpoints) {
    this(service, endpoints, Instant.EPOCH);
  }

  public RoutingTable(String service, String endpoints, Instant now) {
    options = options(service);
    List<Slice> slices = new ArrayList<>();
    for (String part : endpoints.split("/")) {
      slices.add(slice("web-" + slices.size(), part));
    }
    state = NetworkState.of(List.of(service()), slices, NODES, Set.of("default"));
    balance = balance(options.getOrDefault("mode", "IPTABLES"), now);
  }

  private Balance balance(String mode, Instant now) {
    IpvsScheduler scheduler = IpvsScheduler.of(options.getOrDefault("scheduler", "rr"));
    return new Balance(ProxyMode.valueOf(mode), scheduler, new Random(7), () -> now);
  }

  public static Map<String, String> options(String text) {
    return Arrays.stream(text.split(" "))
        .filter(token -> !token.isEmpty())
        .map(token -> token.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  public NetworkState state() {
    return state;
  }

  Balance balance() {
    return balance;
  }

  private Service service() {
    String type = options.getOrDefault("type", "ClusterIP");
    return new Service(
        WEB,
        "uid",
        type,
        false,
        List.of(CLUSTER_IP),
        List.of(
            new ServicePort(
                portName(), Protocol.TCP, 80, "8080", type.equals("ClusterIP") ? 0 : 30080)),
        options.containsKey("ext") ? List.of(EXTERNAL) : List.of(),
        type.equals("LoadBalancer")
            ? List.of(new LoadBalancerAddress(LOAD_BALANCER, options.containsKey("proxy")))
            : List.of(),
        "",
        Duration.ofSeconds(Long.parseLong(options.getOrDefault("affinity", "0"))),
        options.getOrDefault("itp", "").equals("Local"),
        options.getOrDefault("etp", "").equals("Local"),
        ranges(options),
        0,
        options.containsKey("foreign"));
  }

  /** The source ranges that options name. */
  public static List<Cidr> ranges(Map<String, String> options) {
    return Arrays.stream(options.getOrDefault("ranges", "").split(","))
        .flatMap(range -> Cidr.parse(range).stream())
        .toList();
  }

  private String portName() {
    return options.getOrDefault("name", "http");
  }

  private Slice slice(String name, String endpoints) {
    List<Endpoint> list = new ArrayList<>();
    for (String token : endpoints.strip().split(" +")) {
      if (!token.isEmpty()) {
        list.add(endpoint(token));
      }
    }
    return new Slice(
        ObjectKey.of("default", name),
        WEB,
        "IPv4",
        false,
        List.of(new SlicePort(portName(), Protocol.TCP, 8080)),
        list);
  }

  /** {@code 1@a}, and after a colon what is special: unready, ending, zone=x, node=a. */
  private static Endpoint endpoint(String token) {
    String[] parts = token.split(":");
    Set<String> traits = new TreeSet<>(List.of(parts).subList(1, parts.length));
    String[] place = parts[0].split("@");
    boolean unready = traits.contains("unready");
    boolean ending = traits.contains("ending");
    return new Endpoint(
        List.of(podAddress(place[0])),
        !unready && !ending,
        !unready,
        ending,
        "",
        place[1],
        "",
        hints(traits, "zone="),
        hints(traits, "node="));
  }

  private static Set<String> hints(Set<String> traits, String prefix) {
    return traits.stream()
        .filter(trait -> trait.startsWith(prefix))
        .map(trait -> trait.substring(prefix.length()))
        .collect(Collectors.toSet());
  }

  static IpAddress podAddress(String number) {
    return IpAddress.of("127.16.128." + number);
  }

  /** Routes often enough that every endpoint in use is met, and says what was seen. */
  String route(String from, String to) {
    Set<String> seen = new TreeSet<>();
    Set<String> sources = new TreeSet<>();
    for (int i = 0; i < 64; i++) {
      Decision decision = routeOnce(from, to);
      if (decision instanceof Decision.Forward forward) {
        seen.add(forward.target().address().toString().substring("127.16.128.".length()));
        sources.add(forward.source().isUnspecified() ? "" : forward.source().toString());
      } else {
        seen.add(word(decision));
      }
    }
    String targets = String.join(" ", seen);
    return sources.isEmpty() ? targets : targets + " as " + String.join(" ", sources);
  }

  Decision routeOnce(String from, String to) {
    return Router.route(flow(from, destination(to)), state, balance);
  }

  private static String word(Decision decision) {
    if (decision instanceof Decision.Reject) {
      return "reject";
    }
    return decision instanceof Decision.Drop ? "drop" : "direct";
  }

  private static Flow flow(String from, Destination destination) {
    String[] parts = from.split("@");
    String node = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "node" -> new Flow(nodeAddress(node), Flow.Origin.NODE, node, destination);
      case "out" -> new Flow(IpAddress.of("127.0.0.1"), Flow.Origin.OUTSIDE, node, destination);
      case "lb" -> new Flow(LOAD_BALANCER, Flow.Origin.OUTSIDE, node, destination);
      default -> new Flow(podAddress(parts[0]), Flow.Origin.POD, node, destination);
    };
  }

  private static IpAddress nodeAddress(String node) {
    return IpAddress.of(node.equals("a") ? "127.16.1.1" : "127.16.1.2");
  }

  private static Destination destination(String to) {
    return switch (to) {
      case "cip" -> new Destination(CLUSTER_IP, 80, Protocol.TCP);
      case "cip:81" -> new Destination(CLUSTER_IP, 81, Protocol.TCP);
      case "cip/udp" -> new Destination(CLUSTER_IP, 80, Protocol.UDP);
      case "lb" -> new Destination(LOAD_BALANCER, 80, Protocol.TCP);
      case "ext" -> new Destination(EXTERNAL, 80, Protocol.TCP);
      case "np@a" -> new Destination(IpAddress.of("127.16.1.1"), 30080, Protocol.TCP);
      case "np@b" -> new Destination(IpAddress.of("127.16.1.2"), 30080, Protocol.TCP);
      default -> new Destination(podAddress(to), 8080, Protocol.TCP);
    };
  }
}
