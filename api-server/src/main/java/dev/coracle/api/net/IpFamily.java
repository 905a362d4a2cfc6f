// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

import java.util.Optional;

/** A family of IP addresses, as {@code ipFamilies} and {@code addressType} name it. */
public enum IpFamily {
  /** Addresses of 32 bits. */
  IPV4("IPv4", 32),
  /** Addresses of 128 bits. */
  IPV6("IPv6", 128);

  private final String text;
  private final int bits;

  IpFamily(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  /** The family with a name such as {@code IPv4}. */
  public static Optional<IpFamily> of(String text) {
    for (IpFamily family : values()) {
      if (family.text.equals(text)) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** The length of an address. */
  public int bits() {
    return bits;
  }

  /** The other of the two. */
  public IpFamily other() {
    return this == IPV4 ? IPV6 : IPV4;
  }

  /** The name as the API writes it. */
  @Override
  public String toString() {
    return text;
  }
}
