// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.service;

import dev.coracle.api.net.IpFamily;
import java.util.Optional;

/**
 * The addresses that Services of type LoadBalancer get. Called by one controller, one call at a
 * time.
 */
public interface LoadBalancerPool {

  /** Takes an address that somebody wants, if it is one of the pool and free. */
  Optional<String> reserve(String wanted);

  /**
   * Takes any free address of a family.
   *
   * @throws IllegalStateException when there is none
   */
  String allocate(IpFamily family);

  /** Gives an address back; one that is not taken is ignored. */
  void release(String address);
}
