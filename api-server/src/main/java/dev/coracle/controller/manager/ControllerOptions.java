// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

import dev.coracle.api.controller.ServedKinds;
import dev.coracle.controller.service.LoadBalancerPool;
import dev.coracle.controller.service.NoLoadBalancers;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the controllers are told of their cluster.
 *
 * @param kinds the kinds whose objects the API server stores
 * @param serviceCidr the range of ClusterIPs, or one per family with a comma between
 * @param loadBalancers the addresses of Services of type LoadBalancer
 * @param rootCertificate gives the PEM text of the authority that signs the API server's
 *     certificate; called once, off the loops, soon after the start
 * @param apiServer where Pods reach the API server over HTTPS; empty where they do not
 * @param claimsNeeded whether Pods wait for claims of their volumes that do not exist
 * @param leftOut the names of controllers that are not started
 */
public record ControllerOptions(
    ServedKinds kinds,
    String serviceCidr,
    LoadBalancerPool loadBalancers,
    Supplier<String> rootCertificate,
    Optional<InetSocketAddress> apiServer,
    boolean claimsNeeded,
    Set<String> leftOut) {

  public ControllerOptions {
    leftOut = Set.copyOf(leftOut);
  }

  /** Options of a cluster without load balancers, whose API server is reached in process. */
  public static ControllerOptions of(ServedKinds kinds, String serviceCidr) {
    return new ControllerOptions(
        kinds, serviceCidr, NoLoadBalancers.INSTANCE, () -> "", Optional.empty(), true, Set.of());
  }

  public ControllerOptions withLoadBalancers(LoadBalancerPool pool) {
    return new ControllerOptions(
        kinds, serviceCidr, pool, rootCertificate, apiServer, claimsNeeded, leftOut);
  }

  public ControllerOptions withRootCertificate(Supplier<String> pem) {
    return new ControllerOptions(
        kinds, serviceCidr, loadBalancers, pem, apiServer, claimsNeeded, leftOut);
  }

  public ControllerOptions withApiServer(InetSocketAddress address) {
    return new ControllerOptions(
        kinds,
        serviceCidr,
        loadBalancers,
        rootCertificate,
        Optional.of(address),
        claimsNeeded,
        leftOut);
  }

  public ControllerOptions without(Set<String> controllers) {
    return new ControllerOptions(
        kinds, serviceCidr, loadBalancers, rootCertificate, apiServer, claimsNeeded, controllers);
  }

  /** Has Pods scheduled though the claims of their volumes do not exist. */
  public ControllerOptions withoutClaims() {
    return new ControllerOptions(
        kinds, serviceCidr, loadBalancers, rootCertificate, apiServer, false, leftOut);
  }
}
