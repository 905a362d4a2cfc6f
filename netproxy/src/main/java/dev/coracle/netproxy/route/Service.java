// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import java.time.Duration;
import java.util.List;

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

  public boolean externalPolicyLocal() {
    return externalLocal && externallyAccessible();
  }
}
