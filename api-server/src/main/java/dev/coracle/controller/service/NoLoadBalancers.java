// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.service;

import dev.coracle.api.net.IpFamily;
import java.util.Optional;

/** The pool of a cluster without load balancers. */
public enum NoLoadBalancers implements LoadBalancerPool {
  INSTANCE;

  @Override
  public Optional<String> reserve(String wanted) {
    return Optional.empty();
  }

  @Override
  public String allocate(IpFamily family) {
    throw new IllegalStateException("the cluster has no addresses for load balancers");
  }

  @Override
  public void release(String address) {}
}
