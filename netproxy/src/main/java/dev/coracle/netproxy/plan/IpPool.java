// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.netproxy.route.Cidr;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A range of IPv4 addresses that are given out and taken back. An address that was freed is given
 * out again only after all others of the range had their turn, so that nobody meets a stranger
 * under an address that was a friend's a moment ago.
 */
public final class IpPool {

  private final Cidr range;
  private final int first;
  private final int size;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Integer> taken = ConcurrentHashMap.newKeySet();

  private IpPool(Cidr range) {
    this.range = range;
    this.first = toInt(range.prefix()) + 1;
    this.size = (1 << (32 - range.length())) - 2;
  }

  /** A pool of the addresses of a range, without its first and its last. */
  public static IpPool of(String range) {
    Cidr cidr = Cidr.of(range);
    if (cidr.isIpv6() || cidr.length() < 8 || cidr.length() > 30) {
      throw new IllegalArgumentException("range: " + range + " (expected: IPv4, /8 to /30)");
    }
    return new IpPool(cidr);
  }

  /** The range as text, as in {@code 127.16.128.0/17}. */
  public String range() {
    return range.text();
  }

  public boolean contains(String address) {
    return range.contains(address);
  }

  /**
   * The next free address.
   *
   * @throws IllegalStateException when all are taken
   */
  public String allocate() {
    for (int i = 0; i < size; i++) {
      int number = Math.floorMod(turn.getAndIncrement(), size);
      if (taken.add(number)) {
        return text(first + number);
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
  public Optional<String> reserve(String address) {
    return number(address).filter(taken::add).map(number -> address);
  }

  /** Gives an address back; one that was not taken is left alone. */
  public void release(String address) {
    number(address).ifPresent(taken::remove);
  }

  private Optional<Integer> number(String address) {
    if (!contains(address)) {
      return Optional.empty();
    }
    int number = toInt(Cidr.of(address).prefix()) - first;
    return number >= 0 && number < size ? Optional.of(number) : Optional.empty();
  }

  private static int toInt(byte[] bytes) {
    int value = 0;
    for (byte part : bytes) {
      value = value << 8 | part & 0xff;
    }
    return value;
  }

  private static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  @Override
  public String toString() {
    return range + ", " + taken.size() + " taken";
  }
}
