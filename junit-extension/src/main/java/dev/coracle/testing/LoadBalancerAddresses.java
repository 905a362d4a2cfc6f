// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.net.IpAddress;
import dev.coracle.controller.service.LoadBalancerPool;
import dev.coracle.netproxy.plan.IpPool;
import java.util.Optional;

/** The addresses that the network keeps for load balancers, as the controllers take them. */
record LoadBalancerAddresses(IpPool pool) implements LoadBalancerPool {

  @Override
  public Optional<String> reserve(String wanted) {
    return IpAddress.parse(wanted).flatMap(pool::reserve).map(IpAddress::toString);
  }

  @Override
  public String allocate() {
    return pool.allocate().toString();
  }

  @Override
  public void release(String address) {
    IpAddress.parse(address).ifPresent(pool::release);
  }
}
