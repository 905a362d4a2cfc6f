// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.kubelet.Kubelets;
import dev.coracle.kubelet.image.ImageRegistry;
import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.netproxy.NetProxy;
import dev.coracle.netproxy.dns.DnsServer;
import dev.coracle.netproxy.http.IngressServer;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.relay.ProxyOptions;
import dev.coracle.netproxy.tunnel.Tunnel;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import dev.coracle.program.PodInfo;
import dev.coracle.testing.names.ClusterNames;
import dev.coracle.testing.names.Directory;
import dev.coracle.testing.names.HostsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The nodes of a cluster and the network between them; a control plane alone has none. */
final class DataPlane {

  /** The one picture of the network needs Pods, Namespaces and policies, more than kube-proxy. */
  private static final String NETWORK = "system:serviceaccount:kube-system:coracle-network";

  /** Follows for all nodes at once what each kubelet would follow for its own Pods. */
  private static final String NODE_CONFIGURATION =
      "system:serviceaccount:kube-system:coracle-node-configuration";

  /** An address of this machine at whose first port nobody listens. */
  private static final IpAddress REFUSING = IpAddress.of("127.0.0.1");

  private static final int API_SERVER_PORT = 6443;

  private final ClusterOptions options;
  private final AddressBlock block;
  private final ApiServer api;
  private final NetProxy network;
  private final ImageRegistry images = new ImageRegistry();
  private final HostsFiles hostsFiles;
  private final Kubelets kubelets;
  private final List<String> nodes = new ArrayList<>();
  private volatile Optional<DnsServer> dns = Optional.empty();
  private volatile Optional<Tunnel> tunnel = Optional.empty();

  DataPlane(
      ClusterOptions options, AddressBlock block, ApiServer api, Time time, ClusterNames names) {
    this.options = options;
    this.block = block;
    this.api = api;
    this.network =
        new NetProxy(
            api.client(NETWORK),
            time,
            block,
            new ProxyOptions(
                options.proxyMode(),
                options.ipvsScheduler(),
                options.seed(),
                options.deniedTraffic(),
                options.policyChange(),
                options.nodePortsOnLocalhost()));
    this.hostsFiles =
        new HostsFiles(
            time, block.plan() == NetworkPlan.LOOPBACK, namespace -> dns().hostLines(namespace));
    this.kubelets =
        new Kubelets(
            api.client(NODE_CONFIGURATION),
            node -> api.client("system:node:" + node),
            time,
            new ClusterPodNetwork(network, names, hostsFiles),
            images,
            KubeletOptions.of(options.clusterDomain(), List.of(block.dnsAddress().toString()))
                .withNodeNameservers(List.of(block.nodeDnsAddress().toString()))
                .withUnsupportedVolumes(options.unsupportedVolumes())
                .withStandInsPassingProbes(options.standInsPassProbes())
                .withCredentials(
                    () -> api.certificateAuthority().certificatePem(),
                    (pod, audience, expires) -> token(pod)));
  }

  private String token(PodInfo pod) {
    return api.serviceAccountToken(pod.namespace(), pod.serviceAccount());
  }

  /** Starts the network beside everything else. */
  void startNetwork(StartUp startUp) {
    if (options.strictImages()) {
      images.strict();
    }
    startUp.part("the network", this::startNetwork);
    startUp.part("DNS", this::startDns);
    if (options.tunnelPort() != 0) {
      tunnel();
    }
    api.client().create(ResourceType.INGRESS_CLASSES, ingressClass());
  }

  private void startNetwork() {
    network.follow(hostsFiles::changed);
    network.start();
    listenForApiServer();
    network.serveIngresses(api.client(NETWORK), api::certificateAuthority);
  }

  /** Pods know the API server by an address of the cluster; its door opens when one calls. */
  private void listenForApiServer() {
    InetSocketAddress known = apiServerAddress();
    try {
      network.listen(block.controlPlaneAddress(), known.getPort(), this::apiServerDoor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where Pods reach the API server. */
  InetSocketAddress apiServerAddress() {
    return new InetSocketAddress(block.controlPlaneAddress().toInetAddress(), API_SERVER_PORT);
  }

  private InetSocketAddress apiServerDoor() {
    URI door = api.httpsUrl();
    return new InetSocketAddress(door.getHost(), door.getPort());
  }

  private void startDns() {
    try {
      dns = Optional.of(network.startDns(options.clusterDomain(), List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    api.client().create(ResourceType.SERVICES, dnsService());
  }

  private static KubeObject ingressClass() {
    return KubeObject.of(ResourceType.INGRESS_CLASSES, ObjectKey.cluster("coracle"))
        .edit(
            ingressClass -> {
              Json.objectAt(ingressClass, "metadata", "annotations")
                  .put("ingressclass.kubernetes.io/is-default-class", "true");
              Json.objectAt(ingressClass, "spec").put("controller", IngressServer.CONTROLLER);
            });
  }

  private KubeObject dnsService() {
    return KubeObject.of(ResourceType.SERVICES, ObjectKey.of("kube-system", "kube-dns"))
        .edit(
            service -> {
              Json.objectAt(service, "metadata", "labels").put("k8s-app", "kube-dns");
              ObjectNode spec = Json.objectAt(service, "spec");
              spec.put("clusterIP", block.dnsAddress().toString());
              Json.arrayAt(spec, "ports")
                  .add(Json.object().put("name", "dns").put("port", 53).put("protocol", "UDP"))
                  .add(Json.object().put("name", "dns-tcp").put("port", 53).put("protocol", "TCP"));
            });
  }

  /** Publishes its names, where its addresses can be dialled as they are. */
  void publish(ClusterNames names, String domain) {
    if (block.plan() == NetworkPlan.LOOPBACK) {
      names.publish(
          block.range() + " (" + domain + ")", domain, new Directory(dns()::lookUp, dns()::nameOf));
    } else {
      names.publish(
          block.range() + " (" + domain + ", virtual addresses, reached by its own clients only)",
          domain,
          Directory.EMPTY);
    }
  }

  void startNodes() {
    kubelets.start();
    for (int i = 1; i <= options.nodes(); i++) {
      addNode("node-" + i, i);
    }
    api.connectNodes(kubelets);
  }

  private void addNode(String name, int number) {
    List<String> zones = options.zones();
    String zone = zones.isEmpty() ? "" : zones.get((number - 1) % zones.size());
    nodes.add(name);
    kubelets.add(
        NodeSpec.of(
            name, network.nodeAddresses(name).stream().map(IpAddress::toString).toList(), zone));
  }

  List<String> localNodePortProblems() {
    return network.localNodePortProblems();
  }

  boolean isHost(String host) {
    boolean isFull =
        host.endsWith("." + options.clusterDomain()) && IpAddress.parse(host).isEmpty();
    return isFull || !addresses(host).isEmpty();
  }

  List<IpAddress> addresses(String host) {
    Optional<IpAddress> literal = IpAddress.parse(host);
    if (literal.isPresent()) {
      return block.contains(literal.get()) ? List.of(literal.get()) : List.of();
    }
    return host.equals("localhost") ? List.of() : dns().lookUp(host);
  }

  List<InetSocketAddress> dialled(String host, int port) {
    return addresses(host).stream().map(address -> dialled(address, port)).toList();
  }

  /** A virtual address where nobody listens would not refuse, but be silent. */
  private InetSocketAddress dialled(IpAddress address, int port) {
    InetSocketAddress refusing =
        block.plan() == NetworkPlan.LOOPBACK && address.family() == IpFamily.IPV4
            ? new InetSocketAddress(address.toInetAddress(), port)
            : new InetSocketAddress(REFUSING.toInetAddress(), 1);
    return network.realAddress(address, port, Protocol.TCP).orElse(refusing);
  }

  HostsFiles hostsFiles() {
    return hostsFiles;
  }

  NetProxy network() {
    return network;
  }

  Kubelets kubelets() {
    return kubelets;
  }

  ImageRegistry images() {
    return images;
  }

  List<String> nodes() {
    return List.copyOf(nodes);
  }

  DnsServer dns() {
    return dns.orElseThrow(() -> new IllegalStateException("cluster is not started"));
  }

  /** The tunnel, opened when first asked for. */
  synchronized Tunnel tunnel() {
    if (tunnel.isEmpty()) {
      tunnel = Optional.of(openTunnel(options.tunnelPort()));
    }
    return tunnel.get();
  }

  private Tunnel openTunnel(int port) {
    try {
      return network.openTunnel(port);
    } catch (IOException e) {
      throw new IllegalStateException(
          "tunnelPort: "
              + port
              + " cannot be listened on: "
              + e.getMessage()
              + " (expected: a free port; 0 chooses one)",
          e);
    }
  }

  AddressBlock block() {
    return block;
  }

  /** Has the network closed before what was added. */
  void addNetworkTo(Closing all) {
    all.add(network);
    dns.ifPresent(all::add);
    tunnel.ifPresent(all::add);
  }
}
