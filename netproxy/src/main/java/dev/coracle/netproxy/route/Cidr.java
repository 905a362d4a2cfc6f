// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A range of addresses: a prefix and its length, as in {@code 10.0.0.0/8}. */
public record Cidr(String text, byte[] prefix, int length) {

  /** The range a text means; empty where it is none. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!isAddress(address)) {
      return Optional.empty();
    }
    try {
      byte[] prefix = bytes(address);
      int length = slash < 0 ? prefix.length * 8 : Integer.parseInt(text.substring(slash + 1));
      boolean fits = length >= 0 && length <= prefix.length * 8;
      return fits ? Optional.of(new Cidr(text, prefix, length)) : Optional.empty();
    } catch (NumberFormatException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  public static Cidr of(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "CIDR: " + text + " (expected: address/length, as in 127.16.64.0/18)"));
  }

  /** Whether a text is an address and no name, so that reading it asks no name server. */
  public static boolean isAddress(String text) {
    return isIpv6(text) || isIpv4(text);
  }

  private static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
      if (Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return parts.length == 4;
  }

  public static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  public boolean isIpv6() {
    return prefix.length == 16;
  }

  public boolean contains(String address) {
    if (!isAddress(address)) {
      return false;
    }
    try {
      byte[] bytes = bytes(address);
      return bytes.length == prefix.length && samePrefix(bytes);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private boolean samePrefix(byte[] bytes) {
    for (int bit = 0; bit < length; bit += 8) {
      int mask = length - bit >= 8 ? 0xff : 0xff << (8 - (length - bit)) & 0xff;
      if (((bytes[bit / 8] ^ prefix[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String address) throws UnknownHostException {
    return InetAddress.getByName(address).getAddress();
  }

  @Override
  public String toString() {
    return text;
  }
}
