// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.controller.service.LoadBalancerPool;
import dev.coracle.netproxy.plan.IpPool;
import java.util.Optional;

/** The addresses that the network keeps for load balancers, as the controllers take them. */
record LoadBalancerAddresses(IpPool pool) implements LoadBalancerPool {

  @Override
  public Optional<String> reserve(String wanted) {
    return pool.reserve(wanted);
  }

  @Override
  public String allocate() {
    return pool.allocate();
  }

  @Override
  public void release(String address) {
    pool.release(address);
  }
}
