// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

/** A published way to a Service port. */
public record Frontend(Service service, ServicePort port, Kind kind) {

  /** By which kind of address the Service is reached; the rules differ. */
  public enum Kind {
    CLUSTER_IP,
    NODE_PORT,
    EXTERNAL_IP,
    LOAD_BALANCER,
    /** A load balancer that is no address of the nodes: it sends on to a node port itself. */
    REMOTE_LOAD_BALANCER
  }

  public PortKey key() {
    return new PortKey(service.key(), port.name(), port.protocol());
  }

  /** Whether only endpoints of the deciding node may be used. */
  boolean policyLocal() {
    return kind == Kind.CLUSTER_IP ? service.internalLocal() : service.externalPolicyLocal();
  }
}
