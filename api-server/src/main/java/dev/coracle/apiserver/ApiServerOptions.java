// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.apiserver.auth.Authorizer;
import java.util.List;

/**
 * What an API server is told of its cluster.
 *
 * @param serviceCidr the range of ClusterIPs
 * @param addressBlock the cluster's own block of loopback addresses, accepted where Kubernetes
 *     refuses loopback; empty for none
 * @param nodePorts the range of node ports
 * @param securePort the port of the HTTPS door; 0 for any free one
 * @param certSans names and addresses by which Pods call the server: its certificate has them too
 * @param seed of all random choices
 * @param authorizer decides who may do what
 */
public record ApiServerOptions(
    String serviceCidr,
    String addressBlock,
    String nodePorts,
    int securePort,
    List<String> certSans,
    long seed,
    Authorizer authorizer) {

  /** Options of a server that lets everybody do everything who shows credentials. */
  public ApiServerOptions(
      String serviceCidr,
      String addressBlock,
      String nodePorts,
      int securePort,
      List<String> certSans,
      long seed) {
    this(
        serviceCidr, addressBlock, nodePorts, securePort, certSans, seed, Authorizer.AUTHENTICATED);
  }

  /** The ranges that Kubernetes has when nobody says otherwise. */
  public static final ApiServerOptions STANDARD =
      new ApiServerOptions("10.96.0.0/16", "", "30000-32767", 0, List.of(), 1);

  public ApiServerOptions withAuthorizer(Authorizer decides) {
    return new ApiServerOptions(
        serviceCidr, addressBlock, nodePorts, securePort, certSans, seed, decides);
  }
}
