// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.network.Protocol;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the network knows of the cluster at one moment: Services of every type, their slices, the
 * nodes and the namespaces. Immutable; a change makes a new one.
 */
public final class NetworkState {

  /** A state in which nothing has been listed yet. */
  public static final NetworkState EMPTY = of(List.of(), List.of(), List.of(), Set.of());

  private final NetworkIndex index;
  private final Set<String> namespaces;

  private NetworkState(NetworkIndex index, Set<String> namespaces) {
    this.index = index;
    this.namespaces = namespaces;
  }

  public static NetworkState of(
      Collection<Service> services,
      Collection<Slice> slices,
      Collection<Node> nodes,
      Set<String> namespaces) {
    return new NetworkState(NetworkIndex.of(services, slices, nodes), Set.copyOf(namespaces));
  }

  /** Every Service, headless and ExternalName ones too, ordered by namespace and name. */
  public Collection<Service> services() {
    return index.services().values();
  }

  public Optional<Service> service(ObjectKey key) {
    return Optional.ofNullable(index.services().get(key));
  }

  /** The Service that has an address as one of its cluster IPs. */
  public Optional<Service> serviceByClusterIp(String address) {
    return Optional.ofNullable(index.clusterIps().get(address));
  }

  /** The slices of a Service, of headless ones too. */
  public List<Slice> slices(ObjectKey service) {
    return index.slices().getOrDefault(service, List.of());
  }

  /** Every place at which an address is listed as an endpoint. */
  public List<Listed> endpointsByAddress(String address) {
    return index.byAddress().getOrDefault(address, List.of());
  }

  /** Every node, ordered by name. */
  public Collection<Node> nodes() {
    return index.nodes().values();
  }

  public Optional<Node> node(String name) {
    return Optional.ofNullable(index.nodes().get(name));
  }

  public Optional<Node> nodeByAddress(String address) {
    return Optional.ofNullable(index.nodesByAddress().get(address));
  }

  public Set<String> namespaces() {
    return namespaces;
  }

  /** Where each published address, port and protocol leads. */
  public Map<Destination, Frontend> frontends() {
    return index.frontends();
  }

  /** The Service port that a node port of any node leads to. */
  public Optional<Frontend> nodePort(int port, Protocol protocol) {
    return Optional.ofNullable(index.nodePorts().get(new Destination("", port, protocol)));
  }

  public Collection<Frontend> nodePorts() {
    return index.nodePorts().values();
  }

  /** The endpoints of a Service port in one address family, ordered as text. */
  public List<Target> targets(PortKey port, boolean ipv6) {
    return index.targets(port, ipv6);
  }

  /**
   * A Service as the network reads it.
   *
   * @param clusterIps empty for headless and ExternalName Services
   * @param affinity zero without session affinity
   * @param foreign whether a label gives it to another proxy
   */
  public record Service(
      ObjectKey key,
      String uid,
      String type,
      boolean headless,
      List<String> clusterIps,
      List<ServicePort> ports,
      List<String> externalIps,
      List<Ingress> ingress,
      String externalName,
      Duration affinity,
      boolean internalLocal,
      boolean externalLocal,
      List<String> sourceRanges,
      int healthCheckNodePort,
      boolean publishNotReadyAddresses,
      boolean foreign,
      Map<String, String> labels,
      Map<String, String> annotations) {

    /** Whether it can be reached by more than its cluster IP, which makes its policy count. */
    public boolean externallyAccessible() {
      return type.equals("LoadBalancer") || type.equals("NodePort") || !externalIps.isEmpty();
    }

    public boolean externalPolicyLocal() {
      return externalLocal && externallyAccessible();
    }
  }

  /**
   * A port of a Service.
   *
   * @param nodePort zero where it has none
   */
  public record ServicePort(
      String name, Protocol protocol, int port, String targetPort, int nodePort) {}

  /**
   * An address or name of a load balancer.
   *
   * @param proxy whether traffic must really go through the balancer ({@code ipMode: Proxy})
   */
  public record Ingress(String ip, String hostname, boolean proxy) {}

  /** An EndpointSlice. */
  public record Slice(
      ObjectKey key,
      ObjectKey service,
      String addressType,
      boolean headless,
      List<SlicePort> ports,
      List<Endpoint> endpoints) {}

  /**
   * A port of a slice.
   *
   * @param port zero where the slice leaves it open
   */
  public record SlicePort(String name, Protocol protocol, int port, String appProtocol) {}

  /**
   * An endpoint of a slice.
   *
   * @param targetPod the name of the Pod it stands for; empty where it stands for none
   */
  public record Endpoint(
      List<String> addresses,
      boolean ready,
      boolean serving,
      boolean terminating,
      String hostname,
      String nodeName,
      String zone,
      String targetPod,
      Set<String> forZones,
      Set<String> forNodes) {

    /** Whether it may get traffic at all: ready, or at least serving while it terminates. */
    public boolean usable() {
      return ready || serving && terminating;
    }
  }

  /** An endpoint together with the slice that lists it. */
  public record Listed(Slice slice, Endpoint endpoint) {}

  /** A node: its addresses, the internal ones first, and its zone. */
  public record Node(String name, List<String> addresses, String zone, boolean ready) {

    /** The address its own connections come from; empty while it has none. */
    public String address() {
      return addresses.isEmpty() ? "" : addresses.get(0);
    }
  }
}
