// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.NodePortsOnLocalhost;
import dev.coracle.network.PolicyChange;
import dev.coracle.network.ProxyMode;
import dev.coracle.program.UnsupportedVolumes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a cluster is to be made of. Each {@link #start} makes another one. */
public final class ClusterBuilder {

  private int nodes = 1;
  private List<String> zones = List.of();
  private boolean virtualTime;
  private long seed = ClusterOptions.FIRST_SEED;
  private int port;
  private int tunnelPort;
  private boolean strictImages;
  private ProxyMode proxyMode = ProxyMode.IPTABLES;
  private IpvsScheduler ipvsScheduler = IpvsScheduler.ROUND_ROBIN;
  private DeniedTraffic deniedTraffic = DeniedTraffic.DROP;
  private PolicyChange policyChange = PolicyChange.KEEP_CONNECTIONS;
  private NodePortsOnLocalhost nodePortsOnLocalhost = NodePortsOnLocalhost.NEVER;
  private Optional<NetworkPlan> plan = Optional.empty();
  private List<IpFamily> ipFamilies = List.of(IpFamily.IPV4);
  private boolean controlPlaneOnly;
  private Set<String> controllersLeftOut = Set.of();
  private Authorizer authorizer = DefaultAuthorizer.make();
  private UnsupportedVolumes unsupportedVolumes = UnsupportedVolumes.REFUSE;
  private boolean standInsPassProbes;
  private String clusterDomain = "cluster.local";

  ClusterBuilder() {}

  /** The number of nodes; one by default. */
  public ClusterBuilder nodes(int count) {
    nodes = count;
    return this;
  }

  /** The zones that the nodes are in by turns; none by default. */
  public ClusterBuilder zones(String... names) {
    zones = List.of(requireNonNull(names, "names"));
    return this;
  }

  /** Time stands still until {@link Cluster#advance} moves it. */
  public ClusterBuilder virtualTime() {
    virtualTime = true;
    return this;
  }

  /** The seed of all random choices. */
  public ClusterBuilder seed(long value) {
    seed = value;
    return this;
  }

  /** The port of the API server's HTTPS door; 0, the default, is any free one. */
  public ClusterBuilder port(int value) {
    port = value;
    return this;
  }

  /** The port of the tunnel; 0, the default, is any free one. */
  public ClusterBuilder tunnelPort(int value) {
    tunnelPort = value;
    return this;
  }

  /** Images that nobody registered are refused, as by a registry that does not have them. */
  public ClusterBuilder strictImages() {
    strictImages = true;
    return this;
  }

  /**
   * What becomes of Pods with volumes that are not implemented, such as claims: by default they do
   * not start.
   */
  public ClusterBuilder unsupportedVolumes(UnsupportedVolumes what) {
    unsupportedVolumes = requireNonNull(what, "what");
    return this;
  }

  /** Containers of images that nobody registered pass all their probes, whatever those ask for. */
  public ClusterBuilder standInsPassProbes() {
    standInsPassProbes = true;
    return this;
  }

  /** How the proxy chooses endpoints; by default at random, as iptables does. */
  public ClusterBuilder proxyMode(ProxyMode mode) {
    proxyMode = requireNonNull(mode, "mode");
    return this;
  }

  /**
   * How the proxy chooses endpoints, and where it is {@link ProxyMode#IPVS}, in what order.
   *
   * @throws IllegalArgumentException for another mode, which has no scheduler
   */
  public ClusterBuilder proxyMode(ProxyMode mode, IpvsScheduler scheduler) {
    if (mode != ProxyMode.IPVS && scheduler != IpvsScheduler.ROUND_ROBIN) {
      throw new IllegalArgumentException(
          "scheduler: " + scheduler + " (expected: with proxyMode(IPVS, ...), not " + mode + ")");
    }
    ipvsScheduler = requireNonNull(scheduler, "scheduler");
    return proxyMode(mode);
  }

  /** What those meet whom NetworkPolicies do not let through; by default silence. */
  public ClusterBuilder deniedTraffic(DeniedTraffic what) {
    deniedTraffic = requireNonNull(what, "what");
    return this;
  }

  /** What becomes of open connections that NetworkPolicies forbid later; they go on by default. */
  public ClusterBuilder policyChange(PolicyChange what) {
    policyChange = requireNonNull(what, "what");
    return this;
  }

  /**
   * Lets node ports answer on {@code localhost} too, under their own numbers. Where a number is not
   * free, the next {@code settle} or {@code awaitReady} throws an exception that names it: a test
   * that went on would talk to a stranger.
   */
  public ClusterBuilder nodePortsOnLocalhost() {
    return nodePortsOnLocalhost(NodePortsOnLocalhost.REQUIRED);
  }

  /** Whether node ports answer on {@code localhost} too; by default they do not. */
  public ClusterBuilder nodePortsOnLocalhost(NodePortsOnLocalhost what) {
    nodePortsOnLocalhost = requireNonNull(what, "what");
    return this;
  }

  /**
   * Where the cluster's addresses really are; by default on loopback addresses of this machine
   * where they can be listened on, and virtual elsewhere.
   */
  public ClusterBuilder plan(NetworkPlan value) {
    plan = Optional.of(requireNonNull(value, "value"));
    return this;
  }

  /**
   * The IP families that the cluster has, its primary one first; IPv4 alone by default. With both
   * it is dual-stack: every node and Pod has an address of each, and Services may. IPv6 addresses
   * are virtual on every plan: Pods and the tunnel reach them, other programs by {@link
   * Cluster#realAddress}.
   */
  public ClusterBuilder ipFamilies(IpFamily... families) {
    ipFamilies = List.of(families);
    return this;
  }

  /**
   * An API server alone, without scheduler, controllers, nodes and network: what is written stays
   * as it is. It keeps the Service {@code kubernetes} and the ServiceCIDR of that name, as a real
   * one does by itself. Services have addresses of 10.96.0.0/16, which lead nowhere.
   */
  public ClusterBuilder controlPlaneOnly() {
    controlPlaneOnly = true;
    return this;
  }

  /**
   * Leaves out controllers, so that a test can play their part, by the names that
   * kube-controller-manager has for them, such as {@code deployment-controller}; {@code
   * kube-scheduler} is one of them too.
   */
  public ClusterBuilder withoutControllers(String... names) {
    controllersLeftOut = Set.of(requireNonNull(names, "names"));
    return this;
  }

  /**
   * The domain in which all full names of the cluster end; {@code cluster.local} by default. Names
   * of a domain that no other cluster has can be looked up on every thread of this JVM.
   */
  public ClusterBuilder clusterDomain(String domain) {
    clusterDomain = requireNonNull(domain, "domain");
    return this;
  }

  /** Who may do what. */
  ClusterBuilder authorizer(Authorizer decides) {
    authorizer = decides;
    return this;
  }

  /**
   * A cluster that somebody else runs, as {@link Cluster#connect} says, in the place of one that
   * would be started.
   *
   * @throws NeedsCoracleException naming an option that no other cluster has
   */
  public Cluster connect(Path kubeconfig) {
    RemoteTarget target = RemoteTarget.connect(requireNonNull(kubeconfig, "kubeconfig"));
    try {
      ownOptions(target)
          .findFirst()
          .ifPresent(
              option -> {
                throw new NeedsCoracleException(option, target.toString());
              });
      return new Cluster(target);
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** The options that other clusters do not have, as they are called. */
  private Stream<String> ownOptions(RemoteTarget target) {
    Map<String, Boolean> asked = new LinkedHashMap<>();
    asked.put("virtualTime()", virtualTime);
    asked.put("nodes(" + nodes + ")", nodes > 1 && nodes > target.nodes().size());
    asked.put("zones(...)", !zones.isEmpty());
    asked.put("proxyMode(" + proxyMode + ")", proxyMode != ProxyMode.IPTABLES);
    asked.put("deniedTraffic(" + deniedTraffic + ")", deniedTraffic != DeniedTraffic.DROP);
    asked.put("policyChange(" + policyChange + ")", policyChange != PolicyChange.KEEP_CONNECTIONS);
    asked.put("plan(...)", plan.isPresent());
    asked.put("ipFamilies(...)", !ipFamilies.equals(List.of(IpFamily.IPV4)));
    asked.put("controlPlaneOnly()", controlPlaneOnly);
    asked.put("withoutControllers(...)", !controllersLeftOut.isEmpty());
    asked.put("standInsPassProbes()", standInsPassProbes);
    asked.put(
        "unsupportedVolumes(" + unsupportedVolumes + ")",
        unsupportedVolumes != UnsupportedVolumes.REFUSE);
    asked.put("clusterDomain(...)", !clusterDomain.equals("cluster.local"));
    return asked.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey);
  }

  /** Starts the cluster, and returns it when it is ready for use. */
  public Cluster start() {
    Assembly parts =
        new Assembly(
            new ClusterOptions(
                nodes,
                zones,
                virtualTime,
                seed,
                port,
                tunnelPort,
                strictImages,
                proxyMode,
                ipvsScheduler,
                deniedTraffic,
                policyChange,
                nodePortsOnLocalhost,
                plan.orElseGet(AddressBlock::preferredPlan),
                ipFamilies,
                controlPlaneOnly,
                controllersLeftOut,
                authorizer,
                unsupportedVolumes,
                standInsPassProbes,
                clusterDomain));
    try {
      parts.start();
      return new Cluster(parts);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }
}
