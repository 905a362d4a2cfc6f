// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;

/**
 * The node ports in use, for all protocols and health checks together. One lock guards them, and
 * nothing is called under it.
 */
final class NodePortAllocator {

  private final PortRange range;
  private final SharedRandom random;
  private final BitSet taken = new BitSet();

  NodePortAllocator(PortRange range, SharedRandom random) {
    this.range = range;
    this.random = random;
  }

  PortRange range() {
    return range;
  }

  /** Takes one certain port of the range; false when it is taken. */
  synchronized boolean take(int port) {
    if (taken.get(port)) {
      return false;
    }
    taken.set(port);
    return true;
  }

  /** Takes any free port, or answers empty when there is none. */
  OptionalInt takeNext() {
    PrimitiveIterator.OfLong order = range.bands().order(random);
    while (order.hasNext()) {
      int port = range.first() + (int) order.nextLong();
      if (take(port)) {
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }

  synchronized boolean isTaken(int port) {
    return taken.get(port);
  }

  /** Gives a port back; nothing happens for one that is free or outside the range. */
  synchronized void release(int port) {
    if (range.contains(port)) {
      taken.clear(port);
    }
  }
}
