// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import static java.util.Objects.requireNonNull;

import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.ProxyMode;

/**
 * How the proxy of every node chooses.
 *
 * @param scheduler for {@link ProxyMode#IPVS}
 * @param seed of the random choices
 */
public record ProxyOptions(ProxyMode mode, IpvsScheduler scheduler, long seed) {

  public ProxyOptions {
    requireNonNull(mode, "mode");
    requireNonNull(scheduler, "scheduler");
  }

  /** As kube-proxy behaves where nothing is configured. */
  public static ProxyOptions standard() {
    return new ProxyOptions(ProxyMode.IPTABLES, IpvsScheduler.ROUND_ROBIN, 1);
  }

  public ProxyOptions withMode(ProxyMode other) {
    return new ProxyOptions(other, scheduler, seed);
  }

  public ProxyOptions withScheduler(IpvsScheduler other) {
    return new ProxyOptions(mode, other, seed);
  }

  public ProxyOptions withSeed(long other) {
    return new ProxyOptions(mode, scheduler, other);
  }
}
