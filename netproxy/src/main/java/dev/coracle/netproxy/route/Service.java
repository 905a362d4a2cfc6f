// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

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
    List<IpAddress> clusterIps,
    List<ServicePort> ports,
    List<IpAddress> externalIps,
    List<LoadBalancerAddress> ingress,
    String externalName,
    Duration affinity,
    boolean internalLocal,
    boolean externalLocal,
    List<Cidr> sourceRanges,
    int healthCheckNodePort,
    boolean foreign) {

  /** Whether it is only another name. */
  public boolean isExternal() {
    return type.equals("ExternalName");
  }

  /** Whether it can be reached by more than its cluster IP, which makes its policy count. */
  public boolean externallyAccessible() {
    return type.equals("LoadBalancer") || type.equals("NodePort") || !externalIps.isEmpty();
  }

  /** That it has no such port, and which ones it has. */
  String lacks(Destination destination) {
    String has = ports.stream().map(Object::toString).collect(Collectors.joining(", "));
    return "Service %s has no port %s (its ports: %s)"
        .formatted(key, ServicePort.text(destination.port(), destination.protocol()), has);
  }

  public boolean externalPolicyLocal() {
    return externalLocal && externallyAccessible();
  }
}
