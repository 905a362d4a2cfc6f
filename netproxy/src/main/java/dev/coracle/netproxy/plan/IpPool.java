// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A range of addresses that are given out and taken back. An address that was freed is given out
 * again only after all others of the range had their turn, so that nobody meets a stranger under an
 * address that was a friend's a moment ago.
 */
public final class IpPool {

  private final Cidr range;
  private final int size;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Integer> taken = ConcurrentHashMap.newKeySet();

  private IpPool(Cidr range) {
    this.range = range;
    this.size = (1 << range.hostBits()) - 2;
  }

  /** A pool of the addresses of a range, without its first and its last. */
  public static IpPool of(String range) {
    Cidr cidr = Cidr.of(range);
    if (cidr.hostBits() < 2 || cidr.hostBits() > 24) {
      throw new IllegalArgumentException(
          "range: " + range + " (expected: IPv4 /8 to /30, or IPv6 /104 to /126)");
    }
    return new IpPool(cidr);
  }

  /** The range as text, as in {@code 127.16.128.0/17}. */
  public String range() {
    return range.toString();
  }

  public boolean contains(IpAddress address) {
    return range.contains(address);
  }

  /**
   * The next free address.
   *
   * @throws IllegalStateException when all are taken
   */
  public IpAddress allocate() {
    for (int i = 0; i < size; i++) {
      int number = Math.floorMod(turn.getAndIncrement(), size);
      if (taken.add(number)) {
        return range.at(number + 1L);
      }
    }
    throw new IllegalStateException(
        "addresses of "
            + range
            + ": all "
            + size
            + " taken (expected: Pods that end give theirs back)");
  }

  /** The address if it belongs to the pool and was free; it is taken from now on. */
  public Optional<IpAddress> reserve(IpAddress address) {
    return number(address).filter(taken::add).map(number -> address);
  }

  /** Gives an address back; one that was not taken is left alone. */
  public void release(IpAddress address) {
    number(address).ifPresent(taken::remove);
  }

  private Optional<Integer> number(IpAddress address) {
    if (!contains(address)) {
      return Optional.empty();
    }
    int number = (int) range.offsetOf(address) - 1;
    return number >= 0 && number < size ? Optional.of(number) : Optional.empty();
  }

  @Override
  public String toString() {
    return range + ", " + taken.size() + " taken";
  }
}
