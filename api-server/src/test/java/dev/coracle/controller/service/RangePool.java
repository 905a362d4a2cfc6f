// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.service;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A pool of the addresses it is given. */
final class RangePool implements LoadBalancerPool {

  private final Set<String> free;
  private final Set<String> taken = new TreeSet<>();

  RangePool(String... addresses) {
    free = new TreeSet<>(List.of(addresses));
  }

  @Override
  public synchronized Optional<String> reserve(String wanted) {
    return free.remove(wanted) && taken.add(wanted) ? Optional.of(wanted) : Optional.empty();
  }

  @Override
  public synchronized String allocate(IpFamily family) {
    String first =
        free.stream()
            .filter(address -> IpAddress.of(address).family() == family)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("all are taken"));
    return reserve(first).orElseThrow();
  }

  @Override
  public synchronized void release(String address) {
    if (taken.remove(address)) {
      free.add(address);
    }
  }

  synchronized Set<String> taken() {
    return new TreeSet<>(taken);
  }
}
