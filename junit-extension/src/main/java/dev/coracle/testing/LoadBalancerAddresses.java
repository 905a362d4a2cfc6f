// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.controller.service.LoadBalancerPool;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.AddressRange;
import dev.coracle.netproxy.plan.IpPool;
import java.util.Optional;

/** The addresses that the network keeps for load balancers, as the controllers take them. */
record LoadBalancerAddresses(AddressBlock block) implements LoadBalancerPool {

  private Optional<IpPool> pool(IpFamily family) {
    return block.range(family).map(AddressRange::loadBalancers);
  }

  @Override
  public Optional<String> reserve(String wanted) {
    return IpAddress.parse(wanted)
        .flatMap(ip -> pool(ip.family()).flatMap(pool -> pool.reserve(ip)))
        .map(IpAddress::toString);
  }

  @Override
  public String allocate(IpFamily family) {
    return pool(family)
        .map(pool -> pool.allocate().toString())
        .orElseThrow(() -> new IllegalStateException("the cluster has no addresses of " + family));
  }

  @Override
  public void release(String address) {
    IpAddress.parse(address).ifPresent(ip -> pool(ip.family()).ifPresent(pool -> pool.release(ip)));
  }
}
