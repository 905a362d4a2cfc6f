// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.controller.manager.ControllerOptions;
import dev.coracle.controller.manager.Controllers;
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
import dev.coracle.program.PodInfo;
import dev.coracle.program.UnsupportedVolumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The parts of a cluster, each made once and handed to those who need it. */
final class Assembly implements AutoCloseable {

  static final String DOMAIN = "cluster.local";

  /** The one picture of the network needs Pods, Namespaces and policies, more than kube-proxy. */
  private static final String NETWORK = "system:serviceaccount:kube-system:coracle-network";

  /** Follows for all nodes at once what each kubelet would follow for its own Pods. */
  private static final String NODE_CONFIGURATION =
      "system:serviceaccount:kube-system:coracle-node-configuration";

  private static final int API_SERVER_PORT = 6443;

  private static final String NODE_PORTS = "30000-32767";
  private static final Instant VIRTUAL_START = Instant.parse("2026-01-01T00:00:00Z");

  private final ClusterOptions options;
  private final Time time;
  private final AddressBlock block;
  private final ApiServer api;
  private final NetProxy network;
  private final ImageRegistry images = new ImageRegistry();
  private final Kubelets kubelets;
  private final List<String> nodes = new ArrayList<>();
  private volatile Optional<DnsServer> dns = Optional.empty();
  private volatile Optional<Tunnel> tunnel = Optional.empty();
  private volatile Optional<Controllers> controllers = Optional.empty();

  Assembly(ClusterOptions options) {
    this.options = options;
    this.time = options.virtualTime() ? new VirtualTime(VIRTUAL_START) : new SystemTime();
    time.work("load the network", NetProxy::load);
    this.block = AddressBlock.claim(options.plan());
    this.api =
        new ApiServer(
            new ApiServerOptions(
                    options.controlPlaneOnly()
                        ? ApiServerOptions.STANDARD.serviceCidr()
                        : block.serviceRange(),
                    options.controlPlaneOnly() ? "" : block.range(),
                    NODE_PORTS,
                    options.securePort(),
                    List.of(
                        block.apiServiceAddress().toString(),
                        block.controlPlaneAddress().toString()),
                    options.seed())
                .withAuthorizer(options.authorizer()),
            time);
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
                options.policyChange()));
    this.kubelets =
        new Kubelets(
            api.client(NODE_CONFIGURATION),
            node -> api.client("system:node:" + node),
            time,
            new ClusterPodNetwork(network),
            images,
            KubeletOptions.of(DOMAIN, List.of(block.dnsAddress().toString()))
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

  /** Starts the parts side by side, and returns when each follows the cluster. */
  void start() {
    // A port that is asked for by number is that port, or the cluster does not start.
    if (options.securePort() != 0) {
      api.httpsUrl();
    }
    if (options.controlPlaneOnly()) {
      return;
    }
    if (options.strictImages()) {
      images.strict();
    }
    StartUp startUp = new StartUp(time);
    startUp.part("the network", this::startNetwork);
    startUp.part("DNS", this::startDns);
    if (options.tunnelPort() != 0) {
      tunnel();
    }
    api.client().create(ResourceType.INGRESS_CLASSES, ingressClass());
    controllers = Optional.of(Controllers.start(api::client, time, controllerOptions()));
    kubelets.start();
    for (int i = 1; i <= options.nodes(); i++) {
      addNode("node-" + i, i);
    }
    api.connectNodes(kubelets);
    startUp.await();
  }

  private ControllerOptions controllerOptions() {
    ControllerOptions all = ControllerOptions.of(api.kinds(), block.serviceRange());
    boolean claimsNeeded = options.unsupportedVolumes() == UnsupportedVolumes.REFUSE;
    return (claimsNeeded ? all : all.withoutClaims())
        .without(options.controllersLeftOut())
        .withLoadBalancers(new LoadBalancerAddresses(block.loadBalancers()))
        .withRootCertificate(() -> api.certificateAuthority().certificatePem())
        .withApiServer(
            new InetSocketAddress(block.controlPlaneAddress().toInetAddress(), API_SERVER_PORT));
  }

  private void startNetwork() {
    network.start();
    listenForApiServer();
    network.serveIngresses(api.client(NETWORK), api::certificateAuthority);
  }

  /** Pods know the API server by an address of the cluster; its door opens when one calls. */
  private void listenForApiServer() {
    try {
      network.listen(block.controlPlaneAddress(), API_SERVER_PORT, this::apiServerDoor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InetSocketAddress apiServerDoor() {
    URI door = api.httpsUrl();
    return new InetSocketAddress(door.getHost(), door.getPort());
  }

  private void addNode(String name, int number) {
    List<String> zones = options.zones();
    String zone = zones.isEmpty() ? "" : zones.get((number - 1) % zones.size());
    nodes.add(name);
    kubelets.add(NodeSpec.of(name, network.nodeAddress(name).toString(), zone));
  }

  private void startDns() {
    try {
      dns = Optional.of(network.startDns(DOMAIN, List.of()));
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

  NetworkPlan plan() {
    return block.plan();
  }

  Time time() {
    return time;
  }

  ApiServer api() {
    return api;
  }

  KubeClient client() {
    return api.client();
  }

  /** Whether there is nothing but an API server. */
  boolean isControlPlaneOnly() {
    return options.controlPlaneOnly();
  }

  private void requireWhole() {
    if (isControlPlaneOnly()) {
      throw new IllegalStateException(
          "cluster: control plane only (expected: one with nodes and a network; build it without"
              + " controlPlaneOnly())");
    }
  }

  NetProxy network() {
    requireWhole();
    return network;
  }

  Kubelets kubelets() {
    requireWhole();
    return kubelets;
  }

  ImageRegistry images() {
    return images;
  }

  List<String> nodes() {
    return List.copyOf(nodes);
  }

  DnsServer dns() {
    requireWhole();
    return dns.orElseThrow(() -> new IllegalStateException("cluster is not started"));
  }

  Optional<IngressServer> ingress() {
    return network.ingress();
  }

  /** The tunnel, opened when first asked for. */
  synchronized Tunnel tunnel() {
    requireWhole();
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

  @Override
  public void close() {
    try (Closing all = new Closing()) {
      all.add(block);
      all.add(time);
      all.add(network);
      dns.ifPresent(all::add);
      tunnel.ifPresent(all::add);
      all.add(api);
      all.add(kubelets);
      controllers.ifPresent(all::add);
    }
  }
}
