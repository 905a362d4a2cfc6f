// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A block of IP addresses: those that share the first bits of {@code address}. The address itself
 * may be any of the block, as in {@code 10.0.0.5/24}; {@link #network} is the first.
 */
public record Cidr(Ip address, int prefixLength) {

  /** Reads a block leniently. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String length = text.substring(slash + 1);
    Optional<IpParser.Parsed> parsed = new IpParser(text.substring(0, slash)).parse();
    if (parsed.isEmpty() || !length.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    Ip address = parsed.get().ip();
    // The prefix of an IPv4-mapped address counts all 128 bits.
    int skipped = parsed.get().mapped() ? 96 : 0;
    int prefix = Integer.parseInt(length) - skipped;
    return prefix < 0 || prefix > address.family().bits()
        ? Optional.empty()
        : Optional.of(new Cidr(address, prefix));
  }

  /** What forbids a text as a block in today's API; empty for a good one. */
  public static List<String> problems(String text) {
    Optional<Cidr> cidr = parse(text);
    if (cidr.isEmpty()) {
      return List.of("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }
    int slash = text.indexOf('/');
    List<String> problems = Ip.problems(text.substring(0, slash));
    if (text.substring(slash + 1).matches("0.+") || problems.contains("must not have leading 0s")) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    if (!problems.isEmpty()) {
      return List.of("must not have an IPv4-mapped IPv6 address");
    }
    return cidr.get().hasHostBits()
        ? List.of("must not have bits set beyond the prefix length")
        : List.of();
  }

  public IpFamily family() {
    return address.family();
  }

  /** The first address of the block. */
  public Ip network() {
    int host = hostBits();
    return new Ip(family(), address.bits().shiftRight(host).shiftLeft(host));
  }

  /** The last address of the block. */
  public Ip last() {
    BigInteger hosts = BigInteger.ONE.shiftLeft(hostBits()).subtract(BigInteger.ONE);
    return new Ip(family(), network().bits().add(hosts));
  }

  public int hostBits() {
    return family().bits() - prefixLength;
  }

  public boolean hasHostBits() {
    return !address.equals(network());
  }

  public boolean contains(Ip ip) {
    return ip.family() == family()
        && ip.bits().shiftRight(hostBits()).equals(address.bits().shiftRight(hostBits()));
  }

  /** Whether every address of the other block is also in this one. */
  public boolean contains(Cidr other) {
    return other.prefixLength >= prefixLength && contains(other.address);
  }

  /** The block in canonical form, beginning at its network address. */
  @Override
  public String toString() {
    return network() + "/" + prefixLength;
  }
}
