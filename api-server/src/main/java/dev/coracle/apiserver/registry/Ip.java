// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * An IP address as a number of its family; its text is the canonical one (RFC 5952).
 *
 * <p>Parsing is as lenient as that of old API fields: octets may have leading zeros, and an
 * IPv4-mapped IPv6 address is the IPv4 address. {@link #problems} tells what newer rules say.
 */
public record Ip(IpFamily family, BigInteger bits) implements Comparable<Ip> {

  private static final Cidr LOOPBACK = Cidr.parse("127.0.0.0/8").orElseThrow();
  private static final Cidr LINK_LOCAL = Cidr.parse("169.254.0.0/16").orElseThrow();
  private static final Cidr LINK_LOCAL_6 = Cidr.parse("fe80::/10").orElseThrow();
  private static final Cidr MULTICAST = Cidr.parse("224.0.0.0/24").orElseThrow();
  private static final int MULTICAST_6 = 0xff02;

  /** Reads an address leniently. */
  public static Optional<Ip> parse(String text) {
    return new IpParser(text).parse().map(IpParser.Parsed::ip);
  }

  /** What forbids a text as an address in today's API; empty for a good one. */
  public static List<String> problems(String text) {
    Optional<IpParser.Parsed> parsed = new IpParser(text).parse();
    if (parsed.isEmpty()) {
      return List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
    if (parsed.get().leadingZeros()) {
      return List.of("must not have leading 0s");
    }
    return parsed.get().mapped() ? List.of("must not be an IPv4-mapped IPv6 address") : List.of();
  }

  /** The address that is this many after this one. */
  public Ip plus(long distance) {
    return new Ip(family, bits.add(BigInteger.valueOf(distance)));
  }

  public boolean isUnspecified() {
    return bits.signum() == 0;
  }

  public boolean isLoopback() {
    return LOOPBACK.contains(this) || family == IpFamily.IPV6 && bits.equals(BigInteger.ONE);
  }

  public boolean isLinkLocal() {
    return LINK_LOCAL.contains(this) || LINK_LOCAL_6.contains(this);
  }

  public boolean isLinkLocalMulticast() {
    return MULTICAST.contains(this)
        || family == IpFamily.IPV6 && (bits.shiftRight(112).intValue() & 0xff0f) == MULTICAST_6;
  }

  @Override
  public int compareTo(Ip other) {
    int byFamily = family.compareTo(other.family);
    return byFamily != 0 ? byFamily : bits.compareTo(other.bits);
  }

  @Override
  public String toString() {
    return family == IpFamily.IPV4 ? quad() : groups();
  }

  private String quad() {
    int n = bits.intValue();
    return (n >>> 24) + "." + (n >>> 16 & 255) + "." + (n >>> 8 & 255) + "." + (n & 255);
  }

  private String groups() {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = bits.shiftRight(112 - 16 * i).intValue() & 0xffff;
    }
    int from = longestZeros(groups);
    if (from < 0) {
      return join(groups, 0, 8);
    }
    int to = from;
    while (to < 8 && groups[to] == 0) {
      to++;
    }
    return join(groups, 0, from) + "::" + join(groups, to, 8);
  }

  /** Where the first of the longest runs of two or more zero groups begins; -1 for none. */
  private static int longestZeros(int[] groups) {
    int best = -1;
    int most = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > most) {
        best = i;
        most = end - i;
      }
    }
    return best;
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
