// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IP address of either family: a number of 32 or 128 bits. Two texts of one address are one
 * value; {@link #toString} is its canonical text.
 *
 * <p>As in Go's {@code netip}, an IPv4-mapped IPv6 address is an IPv6 address and not the IPv4
 * address it maps, unless it was read by {@link #parseLegacy}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a>
 * @see <a href="https://pkg.go.dev/net/netip#Addr">netip.Addr</a>
 */
public final class IpAddress implements Comparable<IpAddress> {

  private static final long MAPPED = 0xffffL << 32;

  private final IpFamily family;
  private final long high;
  private final long low;

  private IpAddress(IpFamily family, long high, long low) {
    this.family = family;
    this.high = high;
    this.low = low;
  }

  static IpAddress ofIpv4(long number) {
    return new IpAddress(IpFamily.IPV4, 0, number & 0xffffffffL);
  }

  static IpAddress ofIpv6(long high, long low) {
    return new IpAddress(IpFamily.IPV6, high, low);
  }

  /**
   * Reads an address as {@code netip.ParseAddr} does, but for zones: no octet has leading zeros.
   */
  public static Optional<IpAddress> parse(String text) {
    return new IpParser(text, IpParser.Zeros.REFUSED).parse();
  }

  /**
   * Reads an address as old API fields do: octets may have leading zeros, and an IPv4-mapped IPv6
   * address is the IPv4 address.
   *
   * @see <a href="https://pkg.go.dev/k8s.io/utils/net#ParseIPSloppy">ParseIPSloppy</a>
   */
  public static Optional<IpAddress> parseLegacy(String text) {
    return new IpParser(text, IpParser.Zeros.ACCEPTED).parse().map(IpAddress::unmapped);
  }

  /**
   * The address a text means.
   *
   * @throws IllegalArgumentException when it means none
   */
  public static IpAddress of(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "address: \"" + text + "\" (expected: one such as 10.9.8.7 or fd00::1)"));
  }

  /** The address of 4 or 16 bytes, the first one first. */
  public static IpAddress of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case 4 -> ofIpv4(buffer.getInt());
      case 16 -> ofIpv6(buffer.getLong(), buffer.getLong());
      default ->
          throw new IllegalArgumentException("bytes: " + bytes.length + " (expected: 4 or 16)");
    };
  }

  /** The address that a Java one stands for. */
  public static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  /** Its family. */
  public IpFamily family() {
    return family;
  }

  /** Whether it is one of IPv4. */
  public boolean isIpv4() {
    return family == IpFamily.IPV4;
  }

  /** Whether it is one of IPv6. */
  public boolean isIpv6() {
    return family == IpFamily.IPV6;
  }

  /** The 4 or 16 bytes, the first one first. */
  public byte[] bytes() {
    return isIpv4()
        ? ByteBuffer.allocate(4).putInt((int) low).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  /** The same as Java has it; nobody is asked for a name. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(bytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** Whether it is an IPv4 address in the clothes of the other family, {@code ::ffff:1.2.3.4}. */
  public boolean isIpv4Mapped() {
    return isIpv6() && high == 0 && (low & ~0xffffffffL) == MAPPED;
  }

  /** The IPv4 address that is mapped; any other one itself. */
  public IpAddress unmapped() {
    return isIpv4Mapped() ? ofIpv4(low) : this;
  }

  /** The zero address, which means none or all. */
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /** Whether it is one of this machine alone. */
  public boolean isLoopback() {
    return isIpv4() ? low >>> 24 == 127 : high == 0 && low == 1;
  }

  /** Whether it is valid on one link only: {@code 169.254.0.0/16}, {@code fe80::/10}. */
  public boolean isLinkLocal() {
    return isIpv4() ? low >>> 16 == 0xa9fe : high >>> 54 == 0xfe80 >>> 6;
  }

  /** Whether it names a group of one link: {@code 224.0.0.0/24}, {@code ff02::/16}. */
  public boolean isLinkLocalMulticast() {
    return isIpv4() ? low >>> 8 == 0xe00000 : (high >>> 48 & 0xff0f) == 0xff02;
  }

  /** The address that is this many after this one; after the last one comes the first. */
  public IpAddress plus(long distance) {
    if (isIpv4()) {
      return ofIpv4(low + distance);
    }
    long sum = low + distance;
    int carry = distance >= 0 && Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    int borrow = distance < 0 && Long.compareUnsigned(sum, low) > 0 ? 1 : 0;
    return ofIpv6(high + carry - borrow, sum);
  }

  /**
   * How many addresses this one is after another.
   *
   * @throws ArithmeticException when it is too far away, or of the other family
   */
  public long minus(IpAddress other) {
    long distance = low - other.low;
    if (!other.plus(distance).equals(this)) {
      throw new ArithmeticException(this + " is not near " + other);
    }
    return distance;
  }

  /** The first address of those that share this many first bits with this one. */
  IpAddress first(int prefixLength) {
    return isIpv4()
        ? ofIpv4(low & mask(prefixLength + 32))
        : ofIpv6(high & mask(prefixLength), low & mask(prefixLength - 64));
  }

  /** The last address of those that share this many first bits with this one. */
  IpAddress last(int prefixLength) {
    return isIpv4()
        ? ofIpv4(low | ~mask(prefixLength + 32))
        : ofIpv6(high | ~mask(prefixLength), low | ~mask(prefixLength - 64));
  }

  /** This many ones, at most 64, and zeros. */
  private static long mask(int ones) {
    return ones <= 0 ? 0 : ones >= 64 ? -1 : -1L << (64 - ones);
  }

  /** IPv4 before IPv6, then as numbers. */
  @Override
  public int compareTo(IpAddress other) {
    int byFamily = family.compareTo(other.family);
    int byHigh = byFamily != 0 ? byFamily : Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  @SuppressWarnings("exports") // The annotation of a type is no type that anybody needs.
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress that
        && family == that.family
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low);
  }

  /** The canonical text, as RFC 5952 and {@code netip.Addr.String} have it. */
  @Override
  public String toString() {
    return isIpv4() ? IpText.quad(low) : isIpv4Mapped() ? "::ffff:" + IpText.quad(low) : groups();
  }

  private String groups() {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      long half = i < 4 ? high : low;
      groups[i] = (int) (half >>> (48 - 16 * (i % 4))) & 0xffff;
    }
    return IpText.groups(groups);
  }
}
