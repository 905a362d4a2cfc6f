// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.policy.Policies;
import dev.coracle.netproxy.policy.PolicyTable;
import dev.coracle.netproxy.relay.ProxyOptions;
import dev.coracle.netproxy.route.Endpoint;
import dev.coracle.netproxy.route.LoadBalancerAddress;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Node;
import dev.coracle.netproxy.route.Pod;
import dev.coracle.netproxy.route.RoutingTable;
import dev.coracle.netproxy.route.Service;
import dev.coracle.netproxy.route.ServicePort;
import dev.coracle.netproxy.route.Slice;
import dev.coracle.netproxy.route.SlicePort;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network on real sockets with nodes a and b and one Service, whose state is set by hand. The
 * Service has port 8080, node port 30080 and what {@link #options} says.
 */
public final class ProxyFixture implements AutoCloseable {

  static final int PORT = 8080;
  static final int NODE_PORT = 30080;
  private static final ObjectKey WEB = ObjectKey.of("default", "web");

  final Time time;
  final AddressBlock block;
  final RecordingKubeClient client = new RecordingKubeClient();
  public final NetProxy proxy;
  final String clusterIp;
  private Map<String, String> options = Map.of();
  private Policies policies = Policies.NONE;
  private int attached;
  private int port = PORT;
  private Protocol protocol = Protocol.TCP;

  ProxyFixture(NetworkPlan plan) {
    this(new SystemTime(), plan);
  }

  ProxyFixture(Time time, NetworkPlan plan) {
    this(time, plan, ProxyOptions.standard());
  }

  ProxyFixture(NetworkPlan plan, List<IpFamily> families) {
    this(new SystemTime(), AddressBlock.claim(plan, families), ProxyOptions.standard());
  }

  ProxyFixture(Time time, NetworkPlan plan, ProxyOptions options) {
    this(time, AddressBlock.claim(plan), options);
  }

  private ProxyFixture(Time time, AddressBlock block, ProxyOptions options) {
    this.time = time;
    this.block = block;
    this.clusterIp = block.dnsAddress().toString();
    this.proxy = new NetProxy(client, time, block, options);
  }

  public ProxyFixture options(String text) {
    options = RoutingTable.options(text);
    return this;
  }

  ProxyFixture port(int number) {
    port = number;
    return this;
  }

  ProxyFixture protocol(Protocol other) {
    protocol = other;
    return this;
  }

  /** Makes the links the Service's ready endpoints, on their port 8080. */
  void endpoints(NetworkLink... links) {
    endpoints(Arrays.stream(links).map(this::ready).toArray(Endpoint[]::new));
  }

  public Endpoint ready(NetworkLink link) {
    return endpoint(link, true);
  }

  public Endpoint gone(NetworkLink link) {
    return endpoint(link, false);
  }

  private static Endpoint endpoint(NetworkLink link, boolean ready) {
    return endpoint(link, ready, ready, false);
  }

  /** Terminates, but still serves. */
  Endpoint ending(NetworkLink link) {
    return endpoint(link, false, true, true);
  }

  private static Endpoint endpoint(
      NetworkLink link, boolean ready, boolean serving, boolean terminating) {
    String node = link.toString().replaceAll(".* on ", "");
    return new Endpoint(
        List.of(link.address()), ready, serving, terminating, "", node, "", Set.of(), Set.of());
  }

  void endpoints(Endpoint... endpoints) {
    Slice slice =
        new Slice(
            ObjectKey.of("default", "web-1"),
            WEB,
            "IPv4",
            false,
            List.of(new SlicePort("", protocol, PORT)),
            List.of(endpoints));
    NetworkState next =
        NetworkState.of(
            List.of(service()), List.of(slice), List.of(node("a"), node("b")), Set.of("default"));
    apply(next);
  }

  /** Makes these the policies, as {@link PolicyTable} writes them. */
  void policies(String text) {
    policies = Policies.of(PolicyTable.documents(text));
    apply(proxy.state());
  }

  /** Adds Pods to the picture, or other ones under their names. */
  void pods(Pod... pods) {
    NetworkState next = proxy.state().synced() ? proxy.state() : nodes();
    for (Pod pod : pods) {
      next = next.with(pod);
    }
    apply(next);
  }

  void withoutPod(String name) {
    apply(proxy.state().withoutPod(ObjectKey.of("default", name)));
  }

  private NetworkState nodes() {
    return NetworkState.of(List.of(), List.of(), List.of(node("a"), node("b")), Set.of("default"));
  }

  private void apply(NetworkState next) {
    proxy.apply(NetworkChange.from(proxy.state(), next.with(policies)));
  }

  private Node node(String name) {
    return new Node(name, List.of(proxy.nodeAddress(name)), "", true);
  }

  private Service service() {
    return new Service(
        WEB,
        "uid",
        options.getOrDefault("type", "NodePort"),
        false,
        List.of(IpAddress.of(clusterIp)),
        List.of(new ServicePort("", protocol, port, "8080", NODE_PORT)),
        options.containsKey("ext") ? List.of(IpAddress.of(options.get("ext"))) : List.of(),
        options.containsKey("lb")
            ? List.of(new LoadBalancerAddress(IpAddress.of(options.get("lb")), false))
            : List.of(),
        "",
        Duration.ofSeconds(Long.parseLong(options.getOrDefault("affinity", "0"))),
        options.getOrDefault("itp", "").equals("Local"),
        options.getOrDefault("etp", "").equals("Local"),
        RoutingTable.ranges(options),
        Integer.parseInt(options.getOrDefault("health", "0")),
        false);
  }

  /** A Pod named pod-0 and so on in namespace default. */
  public NetworkLink attach(String node, boolean hostNetwork) {
    return proxy.attach(ObjectKey.of("default", "pod-" + attached++), node, hostNetwork);
  }

  /** A Pod that tells each client, in one line, its own address and the client's. */
  NetworkLink whoAmI(String node) throws IOException {
    NetworkLink link = attach(node, false);
    ServerSocket server = link.serverSocket(PORT);
    time.spawn("whoami", () -> serve(server, link.address().toString()));
    return link;
  }

  /** A client of the Service and the connection that its only endpoint has accepted from it. */
  Joined join() throws IOException {
    NetworkLink pod = attach("a", false);
    ServerSocket server = pod.serverSocket(PORT);
    endpoints(pod);
    Socket client = connect(clusterIp, PORT);
    return new Joined(pod, client, server.accept());
  }

  /** Both ends of a connection through the proxy. */
  record Joined(NetworkLink pod, Socket client, Socket accepted) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      client.close();
      accepted.close();
    }
  }

  private static void serve(ServerSocket server, String address) {
    try {
      while (true) {
        Socket socket = server.accept();
        String peer = socket.getInetAddress().getHostAddress();
        Lines.write(socket, address + " " + peer);
        socket.close();
      }
    } catch (IOException closed) {
      // The Pod has ended.
    }
  }

  /** Where programs outside reach an address: nowhere, where it is virtual and nobody listens. */
  InetSocketAddress outside(IpAddress ip, int number) throws IOException {
    Optional<InetSocketAddress> real = proxy.realAddress(ip, number, Protocol.TCP);
    if (real.isEmpty() && block.contains(ip) && block.plan() == NetworkPlan.VIRTUAL) {
      throw new ConnectException(ip + " is virtual, and nobody listens on port " + number);
    }
    return real.orElseGet(() -> new InetSocketAddress(ip.toInetAddress(), number));
  }

  /** Where programs outside reach the Service's cluster IP. */
  InetSocketAddress serviceAddress() {
    IpAddress ip = IpAddress.of(clusterIp);
    return proxy
        .realAddress(ip, port, protocol)
        .orElseGet(() -> new InetSocketAddress(ip.toInetAddress(), port));
  }

  Socket connect(String address, int number) throws IOException {
    Socket socket = new Socket();
    socket.connect(outside(IpAddress.of(address), number), 5000);
    socket.setSoTimeout(5000);
    return socket;
  }

  Socket connect(IpAddress address, int number) throws IOException {
    return connect(address.toString(), number);
  }

  String ask(IpAddress address, int number) throws IOException {
    return ask(address.toString(), number);
  }

  List<String> askTimes(int times, IpAddress address, int number) throws IOException {
    return askTimes(times, address.toString(), number);
  }

  /** What a program outside the cluster reads at an address. */
  String ask(String address, int number) throws IOException {
    return Lines.readAll(connect(address, number));
  }

  List<String> askTimes(int times, String address, int number) throws IOException {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(ask(address, number));
    }
    return answers;
  }

  @Override
  public void close() {
    proxy.close();
    time.close();
    block.close();
  }
}
