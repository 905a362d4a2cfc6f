// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A block of addresses for Services. The network address, and the broadcast address of IPv4, are
 * never used.
 */
record ClusterIpRange(Cidr cidr) {

  private static final int STEP = 16;
  private static final int MOST_STATIC = 256;

  /** Whether an address of this range may be asked for. */
  boolean contains(IpAddress ip) {
    return cidr.contains(ip)
        && !ip.equals(cidr.first())
        && !(cidr.family() == IpFamily.IPV4 && ip.equals(cidr.last()));
  }

  /** Every usable address in the order in which one is chosen when none is asked for. */
  Stream<IpAddress> candidates(SharedRandom random) {
    IpAddress first = cidr.first().plus(1);
    Iterable<Long> order = () -> bands().order(random);
    return StreamSupport.stream(order.spliterator(), false).map(first::plus);
  }

  AllocationBands bands() {
    long all = cidr.hostBits() > 62 ? Long.MAX_VALUE : 1L << cidr.hostBits();
    long unused = cidr.family() == IpFamily.IPV4 ? 2 : 1;
    return AllocationBands.of(Math.max(0, all - unused), all, STEP, MOST_STATIC);
  }
}
