// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

import java.util.Optional;

/**
 * A block of IP addresses: those that share the first bits of {@code address}. The address itself
 * may be any of the block, as in {@code 10.0.0.5/24}; {@link #first} is the first.
 *
 * @see <a href="https://pkg.go.dev/net/netip#Prefix">netip.Prefix</a>
 */
public record Cidr(IpAddress address, int prefixLength) {

  public Cidr {
    if (prefixLength < 0 || prefixLength > address.family().bits()) {
      throw new IllegalArgumentException(
          "prefix length: %d (expected: 0-%d)".formatted(prefixLength, address.family().bits()));
    }
  }

  /** Reads a block as {@code netip.ParsePrefix} does: no number has leading zeros. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.lastIndexOf('/');
    return slash < 0 || text.substring(slash + 1).matches("0.+")
        ? Optional.empty()
        : IpAddress.parse(text.substring(0, slash))
            .flatMap(address -> of(address, text.substring(slash + 1), 0));
  }

  /**
   * Reads a block as old API fields do: numbers may have leading zeros, and an IPv4-mapped IPv6
   * block is the IPv4 block.
   *
   * @see <a href="https://pkg.go.dev/k8s.io/utils/net#ParseCIDRSloppy">ParseCIDRSloppy</a>
   */
  public static Optional<Cidr> parseLegacy(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String start = text.substring(0, slash);
    // The prefix of an IPv4-mapped address counts all 128 bits.
    return IpAddress.parseLegacy(start)
        .flatMap(
            address ->
                of(
                    address,
                    text.substring(slash + 1),
                    address.isIpv4() && start.indexOf(':') >= 0 ? 96 : 0));
  }

  private static Optional<Cidr> of(IpAddress address, String length, int skipped) {
    if (!length.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(length) - skipped;
    return prefix < 0 || prefix > address.family().bits()
        ? Optional.empty()
        : Optional.of(new Cidr(address, prefix));
  }

  /**
   * The block a text means.
   *
   * @throws IllegalArgumentException when it means none
   */
  public static Cidr of(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "CIDR: \"" + text + "\" (expected: one such as 10.0.0.0/8 or fd00::/8)"));
  }

  /** The block of a single address. */
  public static Cidr of(IpAddress address) {
    return new Cidr(address, address.family().bits());
  }

  /** The family of its addresses. */
  public IpFamily family() {
    return address.family();
  }

  /** The first address of the block. */
  public IpAddress first() {
    return address.first(prefixLength);
  }

  /** The last address of the block. */
  public IpAddress last() {
    return address.last(prefixLength);
  }

  /** How many bits tell the addresses of the block apart. */
  public int hostBits() {
    return family().bits() - prefixLength;
  }

  /** Whether it begins at its own address, as a canonical block does. */
  public boolean isCanonical() {
    return address.equals(first());
  }

  /** Whether an address is one of the block; one of the other family never is. */
  public boolean contains(IpAddress ip) {
    return ip.family() == family() && ip.first(prefixLength).equals(first());
  }

  /** Whether every address of the other block is also in this one. */
  public boolean contains(Cidr other) {
    return other.prefixLength >= prefixLength && contains(other.address);
  }

  /** The address so many after the first one. */
  public IpAddress at(long offset) {
    return first().plus(offset);
  }

  /** How many addresses of the block come before one of it. */
  public long offsetOf(IpAddress ip) {
    return ip.minus(first());
  }

  /** The block in canonical form, beginning at its first address. */
  @Override
  public String toString() {
    return first() + "/" + prefixLength;
  }
}
