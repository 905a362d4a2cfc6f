// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import static java.util.Objects.requireNonNull;

import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.NodePortsOnLocalhost;
import dev.coracle.network.PolicyChange;
import dev.coracle.network.ProxyMode;

/**
 * How the proxy of every node chooses.
 *
 * @param scheduler for {@link ProxyMode#IPVS}
 * @param seed of the random choices
 * @param denied what those meet whom policies do not let through
 * @param policyChange what another policy does to open connections
 * @param nodePortsOnLocalhost whether node ports answer on 127.0.0.1 too
 */
public record ProxyOptions(
    ProxyMode mode,
    IpvsScheduler scheduler,
    long seed,
    DeniedTraffic denied,
    PolicyChange policyChange,
    NodePortsOnLocalhost nodePortsOnLocalhost) {

  public ProxyOptions {
    requireNonNull(mode, "mode");
    requireNonNull(scheduler, "scheduler");
    requireNonNull(denied, "denied");
    requireNonNull(policyChange, "policyChange");
    requireNonNull(nodePortsOnLocalhost, "nodePortsOnLocalhost");
  }

  /** As kube-proxy behaves where nothing is configured. */
  public static ProxyOptions standard() {
    return new ProxyOptions(
        ProxyMode.IPTABLES,
        IpvsScheduler.ROUND_ROBIN,
        1,
        DeniedTraffic.DROP,
        PolicyChange.KEEP_CONNECTIONS,
        NodePortsOnLocalhost.NEVER);
  }

  public ProxyOptions withMode(ProxyMode other) {
    return new ProxyOptions(other, scheduler, seed, denied, policyChange, nodePortsOnLocalhost);
  }

  public ProxyOptions withScheduler(IpvsScheduler other) {
    return new ProxyOptions(mode, other, seed, denied, policyChange, nodePortsOnLocalhost);
  }

  public ProxyOptions withSeed(long other) {
    return new ProxyOptions(mode, scheduler, other, denied, policyChange, nodePortsOnLocalhost);
  }

  public ProxyOptions withDenied(DeniedTraffic other) {
    return new ProxyOptions(mode, scheduler, seed, other, policyChange, nodePortsOnLocalhost);
  }

  public ProxyOptions withPolicyChange(PolicyChange other) {
    return new ProxyOptions(mode, scheduler, seed, denied, other, nodePortsOnLocalhost);
  }
}
