// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.math.BigInteger;
import java.util.Optional;

/** A reader of one IP address that remembers in which odd ways it was written. */
final class IpParser {

  private static final BigInteger MAPPED = BigInteger.valueOf(0xffff);
  private static final BigInteger FOUR_BYTES = BigInteger.valueOf(0xffffffffL);

  private final String text;
  private boolean leadingZeros;

  IpParser(String text) {
    this.text = text;
  }

  /**
   * An address and its oddities.
   *
   * @param mapped written as {@code ::ffff:1.2.3.4}
   */
  record Parsed(Ip ip, boolean leadingZeros, boolean mapped) {}

  Optional<Parsed> parse() {
    if (text.indexOf(':') < 0) {
      return quad(text).map(v -> new Parsed(new Ip(IpFamily.IPV4, v), leadingZeros, false));
    }
    return sixteenBytes().map(this::unmapped);
  }

  private Parsed unmapped(BigInteger value) {
    return value.shiftRight(32).equals(MAPPED)
        ? new Parsed(new Ip(IpFamily.IPV4, value.and(FOUR_BYTES)), leadingZeros, true)
        : new Parsed(new Ip(IpFamily.IPV6, value), leadingZeros, false);
  }

  private Optional<BigInteger> quad(String quad) {
    String[] octets = quad.split("\\.", -1);
    if (octets.length != 4) {
      return Optional.empty();
    }
    long value = 0;
    for (String octet : octets) {
      if (!isNumber(octet, 10) || octet.length() > 9 || Integer.parseInt(octet) > 255) {
        return Optional.empty();
      }
      leadingZeros |= octet.length() > 1 && octet.charAt(0) == '0';
      value = value << 8 | Integer.parseInt(octet);
    }
    return Optional.of(BigInteger.valueOf(value));
  }

  private Optional<BigInteger> sixteenBytes() {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text).filter(g -> g.count == 8).map(g -> g.value);
    }
    Optional<Groups> head = groups(text.substring(0, gap));
    Optional<Groups> tail = groups(text.substring(gap + 2));
    if (head.isEmpty() || tail.isEmpty() || head.get().quad || missing(head, tail) < 1) {
      return Optional.empty();
    }
    BigInteger high = head.get().value.shiftLeft(16 * (8 - head.get().count));
    return Optional.of(high.or(tail.get().value));
  }

  private static int missing(Optional<Groups> head, Optional<Groups> tail) {
    return 8 - head.orElseThrow().count - tail.orElseThrow().count;
  }

  private record Groups(BigInteger value, int count, boolean quad) {}

  private Optional<Groups> groups(String part) {
    BigInteger value = BigInteger.ZERO;
    int count = 0;
    String[] groups = part.isEmpty() ? new String[0] : part.split(":", -1);
    for (int i = 0; i < groups.length; i++) {
      if (i == groups.length - 1 && groups[i].indexOf('.') >= 0) {
        BigInteger before = value;
        int size = count + 2;
        return quad(groups[i]).map(q -> new Groups(before.shiftLeft(32).or(q), size, true));
      }
      if (!isNumber(groups[i], 16) || groups[i].length() > 4) {
        return Optional.empty();
      }
      value = value.shiftLeft(16).or(new BigInteger(groups[i], 16));
      count++;
    }
    return Optional.of(new Groups(value, count, false));
  }

  private static boolean isNumber(String digits, int radix) {
    return !digits.isEmpty()
        && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
  }
}
