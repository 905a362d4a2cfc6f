// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.KubeObject;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A block of addresses of one family: those whose first bits are those of the first. */
public record CidrBlock(BigInteger address, int bits, int prefix) {

  // Anything else would be a name, which must not be looked up.
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  public static Optional<CidrBlock> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    return parseAddress(text.substring(0, slash))
        .filter(single -> prefix <= single.bits)
        .map(single -> new CidrBlock(single.address, single.bits, prefix));
  }

  /** The block of a single address. */
  public static Optional<CidrBlock> parseAddress(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      byte[] raw = InetAddress.getByName(text).getAddress();
      return Optional.of(new CidrBlock(new BigInteger(1, raw), raw.length * 8, raw.length * 8));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  public boolean contains(CidrBlock other) {
    return bits == other.bits && prefix <= other.prefix && network().equals(network(other.address));
  }

  /** The blocks of a ServiceCIDR. */
  public static List<CidrBlock> of(KubeObject serviceCidr) {
    return serviceCidr
        .at("spec", "cidrs")
        .valueStream()
        .flatMap(text -> parse(text.asString("")).stream())
        .toList();
  }

  /** The first address, in canonical form. */
  public String firstText() {
    return text(network().shiftLeft(bits - prefix));
  }

  /** The first address that is not the block's own. */
  public String firstUsable() {
    return text(network().shiftLeft(bits - prefix).add(BigInteger.ONE));
  }

  private String text(BigInteger single) {
    byte[] raw = new byte[bits / 8];
    byte[] number = single.toByteArray();
    int length = Math.min(raw.length, number.length);
    System.arraycopy(number, number.length - length, raw, raw.length - length, length);
    try {
      return canonical(InetAddress.getByAddress(raw));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of " + raw.length + " bytes", e);
    }
  }

  private BigInteger network() {
    return network(address);
  }

  private BigInteger network(BigInteger of) {
    return of.shiftRight(bits - prefix);
  }

  /** Java writes all groups of an IPv6 address; the longest run of zeros is written short. */
  private static String canonical(InetAddress address) {
    String text = address.getHostAddress();
    if (!text.contains(":")) {
      return text;
    }
    String[] runs = Pattern.compile("[1-9a-f][0-9a-f]*").split(":" + text + ":");
    String longest = "";
    for (String run : runs) {
      longest = run.length() > longest.length() ? run : longest;
    }
    return longest.length() < 4 ? text : shorten(":" + text + ":", longest);
  }

  private static String shorten(String framed, String run) {
    int at = framed.indexOf(run);
    String before = framed.substring(at == 0 ? 0 : 1, at);
    String after = framed.substring(at + run.length());
    return before + "::" + (after.isEmpty() ? "" : after.substring(0, after.length() - 1));
  }
}
