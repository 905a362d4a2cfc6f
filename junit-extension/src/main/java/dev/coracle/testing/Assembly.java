// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeClient;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.controller.manager.ControllerOptions;
import dev.coracle.controller.manager.Controllers;
import dev.coracle.kubelet.Kubelets;
import dev.coracle.kubelet.image.ImageRegistry;
import dev.coracle.netproxy.NetProxy;
import dev.coracle.netproxy.dns.DnsServer;
import dev.coracle.netproxy.http.IngressServer;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.tunnel.Tunnel;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.NodePortsOnLocalhost;
import dev.coracle.program.UnsupportedVolumes;
import dev.coracle.testing.names.ClusterNames;
import dev.coracle.testing.names.Directory;
import dev.coracle.testing.names.HostsFiles;
import dev.coracle.testing.report.Snapshot.Containers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** The parts of a cluster, each made once and handed to those who need it. */
final class Assembly implements Target {

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final String NODE_PORTS = "30000-32767";
  private static final Instant VIRTUAL_START = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * Where the Service {@code kubernetes} leads in a cluster without a network: to an address that
   * is allowed in endpoints, as no loopback address is. Nobody can call it, as there are no Pods.
   */
  private static final InetSocketAddress ADVERTISED =
      new InetSocketAddress(IpAddress.of("198.18.0.1").toInetAddress(), 6443);

  private final ClusterOptions options;
  private final Time time;
  private final Optional<AddressBlock> block;
  private final ApiServer api;
  private final ClusterNames names = new ClusterNames();
  private final Optional<DataPlane> dataPlane;
  private final Set<TrafficRun> traffic = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile Optional<Controllers> controllers = Optional.empty();
  private volatile Baseline baseline = new Baseline(Map.of());

  Assembly(ClusterOptions options) {
    this.options = options;
    this.time = options.virtualTime() ? new VirtualTime(VIRTUAL_START) : new SystemTime();
    try (Closing failed = new Closing()) {
      failed.add(time);
      this.block = options.controlPlaneOnly() ? Optional.empty() : Optional.of(claim());
      block.ifPresent(failed::add);
      this.api = new ApiServer(apiServerOptions(), time);
      this.dataPlane = block.map(claimed -> new DataPlane(options, claimed, api, time, names));
      failed.forget();
    }
  }

  private AddressBlock claim() {
    time.work("load the network", NetProxy::load);
    return AddressBlock.claim(options.plan(), options.ipFamilies());
  }

  private ApiServerOptions apiServerOptions() {
    return new ApiServerOptions(
            serviceCidr(),
            block.map(AddressBlock::range).orElse(""),
            NODE_PORTS,
            options.securePort(),
            certifiedNames(),
            options.seed())
        .withAuthorizer(options.authorizer());
  }

  private String serviceCidr() {
    return block.map(AddressBlock::serviceRange).orElse(ApiServerOptions.STANDARD.serviceCidr());
  }

  /** Under which names besides the usual ones the API server is called. */
  private List<String> certifiedNames() {
    List<String> names = new ArrayList<>();
    names.add("kubernetes.default.svc." + options.clusterDomain());
    if (block.isPresent()) {
      names.add(block.get().apiServiceAddress().toString());
      names.add(block.get().controlPlaneAddress().toString());
    } else {
      names.add(ADVERTISED.getHostString());
    }
    return names;
  }

  /** Starts the parts side by side, and returns when each follows the cluster. */
  void start() {
    // A port that is asked for by number is that port, or the cluster does not start.
    if (options.securePort() != 0) {
      api.httpsUrl();
    }
    StartUp startUp = new StartUp(time);
    try {
      start(startUp);
    } catch (RuntimeException e) {
      startUp.abandon(e);
      throw e;
    }
    startUp.await();
    baseline = new Baseline(api.objects());
    publishNames();
  }

  /**
   * Has this JVM look names up in the cluster; one without names to answer says so too, lest
   * another one answers its threads.
   */
  private void publishNames() {
    String domain = options.clusterDomain();
    if (dataPlane.isEmpty()) {
      names.publish("without a network (" + domain + ")", domain, Directory.EMPTY);
    } else {
      dataPlane.get().publish(names, domain);
    }
    names.join();
  }

  private void start(StartUp startUp) {
    if (dataPlane.isEmpty()) {
      controllers =
          Optional.of(Controllers.ofApiServer(api::client, time, apiServerControllers(ADVERTISED)));
    } else {
      start(dataPlane.get(), startUp);
    }
  }

  private void start(DataPlane plane, StartUp startUp) {
    plane.startNetwork(startUp);
    controllers = Optional.of(Controllers.start(api::client, time, allControllers(plane)));
    plane.startNodes();
  }

  private ControllerOptions apiServerControllers(InetSocketAddress apiServer) {
    return ControllerOptions.of(api.kinds(), serviceCidr()).withApiServer(apiServer);
  }

  private ControllerOptions allControllers(DataPlane plane) {
    ControllerOptions all = apiServerControllers(plane.apiServerAddress());
    boolean claimsNeeded = options.unsupportedVolumes() == UnsupportedVolumes.REFUSE;
    return (claimsNeeded ? all : all.withoutClaims())
        .without(options.controllersLeftOut())
        .withLoadBalancers(new LoadBalancerAddresses(plane.block()))
        .withRootCertificate(() -> api.certificateAuthority().certificatePem());
  }

  @Override
  public Assembly own() {
    return this;
  }

  @Override
  public Optional<String> namespace() {
    return Optional.empty();
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public ApiServer api() {
    return api;
  }

  @Override
  public KubeClient client() {
    return api.client();
  }

  @Override
  public List<Missing> missing(String namespace) {
    return new Readiness(client(), namespace).missing();
  }

  @Override
  public boolean isControlPlaneOnly() {
    return dataPlane.isEmpty();
  }

  @Override
  public Optional<String> strictRefusal(String image) {
    return images().strictRefusal(image);
  }

  @Override
  public Runnable observe(Runnable changed) {
    return api.observe(changed);
  }

  @Override
  public Duration look() {
    return LOOK;
  }

  @Override
  public NodeConnection pods() {
    return kubelets();
  }

  @Override
  public Containers containers() {
    return LiveContainers.of(this);
  }

  @Override
  public ClusterReport report(String namespace) {
    return ClusterReport.of(this, namespace);
  }

  @Override
  public String kubeconfig() {
    return api.kubeconfig();
  }

  @Override
  public URI httpsUrl() {
    return api.httpsUrl();
  }

  @Override
  public String token() {
    return api.adminToken();
  }

  @Override
  public SSLContext sslContext() {
    return ClusterTrust.of(api::certificateAuthority).context();
  }

  @Override
  public X509Certificate caCertificate() {
    return api.certificateAuthority().certificate();
  }

  @Override
  public InetSocketAddress proxyAddress() {
    return tunnel().address();
  }

  @Override
  public Cluster.ThreadScope claimThread() {
    return names.enter()::close;
  }

  private DataPlane dataPlane() {
    return dataPlane.orElseThrow(
        () ->
            new IllegalStateException(
                "cluster: control plane only (expected: one with nodes and a network; build it"
                    + " without controlPlaneOnly())"));
  }

  /** What there was before anybody used the cluster. */
  Baseline baseline() {
    return baseline;
  }

  /** The traffic that is under way. */
  Set<TrafficRun> traffic() {
    return traffic;
  }

  boolean strictImages() {
    return options.strictImages();
  }

  NetworkPlan plan() {
    return dataPlane().block().plan();
  }

  NetProxy network() {
    return dataPlane().network();
  }

  Kubelets kubelets() {
    return dataPlane().kubelets();
  }

  ImageRegistry images() {
    return dataPlane().images();
  }

  @Override
  public List<String> nodes() {
    return dataPlane.map(DataPlane::nodes).orElse(List.of());
  }

  DnsServer dns() {
    return dataPlane().dns();
  }

  Optional<IngressServer> ingress() {
    return network().ingress();
  }

  HostsFiles hostsFiles() {
    return dataPlane().hostsFiles();
  }

  ClusterNames names() {
    return names;
  }

  String clusterDomain() {
    return options.clusterDomain();
  }

  /** A test that goes on where a port is somebody else's would talk to a stranger. */
  void requireLocalNodePorts() {
    if (options.nodePortsOnLocalhost() == NodePortsOnLocalhost.REQUIRED) {
      List<String> problems = dataPlane.map(DataPlane::localNodePortProblems).orElse(List.of());
      if (!problems.isEmpty()) {
        throw new IllegalStateException(String.join("; ", problems));
      }
    }
  }

  /** The addresses of a host of the cluster; nothing where it is none. */
  List<IpAddress> addresses(String host) {
    return dataPlane().addresses(host);
  }

  /** Where a host of the cluster is dialled; nothing where it is none. */
  List<InetSocketAddress> dialled(String host, int port) {
    return dataPlane().dialled(host, port);
  }

  /** Whether a host is a name or an address of the cluster, as programs outside see it. */
  boolean isHost(String host) {
    return !closed && dataPlane.map(plane -> plane.isHost(host)).orElse(false);
  }

  Tunnel tunnel() {
    return dataPlane().tunnel();
  }

  @Override
  public void close() {
    closed = true;
    try (Closing all = new Closing()) {
      if (options.authorizer() instanceof AutoCloseable authorizer) {
        all.add(authorizer);
      }
      block.ifPresent(all::add);
      all.add(time);
      all.add(names);
      dataPlane.ifPresent(plane -> plane.addNetworkTo(all));
      all.add(api);
      dataPlane.ifPresent(plane -> all.add(plane.kubelets()));
      controllers.ifPresent(all::add);
    }
  }
}
