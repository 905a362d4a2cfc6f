// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Container;
import dev.coracle.api.model.EndpointSlice;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes of what the lenses of {@code dev.coracle.api.model} say the records that {@link
 * NetworkState} keeps: texts become addresses and protocols once, here.
 */
public final class NetworkDocuments {

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Unknown");

  private NetworkDocuments() {}

  public static Service service(KubeObject object) {
    var lens = new dev.coracle.api.model.Service(object);
    boolean plain = !lens.isHeadless() && !lens.isExternalName();
    return new Service(
        object.key(),
        object.uid(),
        lens.type().isEmpty() ? "ClusterIP" : lens.type(),
        lens.isHeadless(),
        plain ? addresses(clusterIps(lens)) : List.of(),
        lens.ports().stream().map(NetworkDocuments::port).toList(),
        addresses(lens.externalIps()),
        lens.loadBalancerIngress().stream().flatMap(NetworkDocuments::balancer).toList(),
        lens.externalName(),
        lens.affinity(),
        lens.isInternalTrafficLocal(),
        lens.isExternalTrafficLocal(),
        ranges(lens),
        lens.healthCheckNodePort(),
        lens.isLeftToAnotherProxy());
  }

  private static List<String> clusterIps(dev.coracle.api.model.Service lens) {
    List<String> all = lens.clusterIps();
    return all.isEmpty() ? List.of(lens.clusterIp()) : all;
  }

  private static ServicePort port(dev.coracle.api.model.Service.Port port) {
    return new ServicePort(
        port.name(),
        Protocol.of(port.protocol()),
        port.number(),
        port.target().asString(""),
        port.nodePort());
  }

  private static Stream<LoadBalancerAddress> balancer(
      dev.coracle.api.model.Service.LoadBalancerIngress ingress) {
    return IpAddress.parseLegacy(ingress.ip()).stream()
        .map(ip -> new LoadBalancerAddress(ip, ingress.ipMode().equals("Proxy")));
  }

  private static List<Cidr> ranges(dev.coracle.api.model.Service lens) {
    return lens.loadBalancerSourceRanges().stream()
        .flatMap(text -> Cidr.parseLegacy(text.strip()).stream())
        .toList();
  }

  public static Slice slice(KubeObject object) {
    EndpointSlice lens = new EndpointSlice(object);
    return new Slice(
        object.key(),
        lens.service().orElseGet(() -> ObjectKey.of(object.namespace(), "")),
        lens.addressType(),
        lens.isHeadless(),
        lens.ports().stream().map(NetworkDocuments::port).toList(),
        lens.endpoints().stream().map(NetworkDocuments::endpoint).toList());
  }

  private static SlicePort port(EndpointSlice.Port port) {
    return new SlicePort(port.name(), Protocol.of(port.protocol()), port.number());
  }

  private static Endpoint endpoint(EndpointSlice.Endpoint lens) {
    return new Endpoint(
        addresses(lens.addresses()),
        lens.isReady(),
        lens.isServing(),
        lens.isTerminating(),
        lens.hostname(),
        lens.nodeName(),
        lens.zone(),
        lens.forZones(),
        lens.forNodes());
  }

  public static Node node(KubeObject object) {
    var lens = new dev.coracle.api.model.Node(object);
    List<IpAddress> addresses =
        Stream.of("InternalIP", "ExternalIP")
            .flatMap(type -> addresses(lens.addresses(type)).stream())
            .distinct()
            .toList();
    return new Node(lens.name(), addresses, lens.zone(), lens.isReady());
  }

  public static Pod pod(KubeObject object) {
    var lens = new dev.coracle.api.model.Pod(object);
    return new Pod(
        object.key(),
        lens.nodeName(),
        addresses(lens.ips()),
        lens.spec().hostNetwork(),
        lens.isDeleting() || ENDED.contains(lens.phase()),
        lens.labels(),
        lens.spec().stayingContainers().stream()
            .map(Container::ports)
            .flatMap(List::stream)
            .toList());
  }

  /** Addresses as the API has them, which lets numbers have leading zeros; names are left out. */
  private static List<IpAddress> addresses(List<String> texts) {
    return texts.stream().flatMap(text -> IpAddress.parseLegacy(text).stream()).toList();
  }
}
