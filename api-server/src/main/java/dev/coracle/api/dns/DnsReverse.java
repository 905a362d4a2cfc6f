// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import dev.coracle.api.net.IpAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names that stand for addresses: {@code 1.0.0.10.in-addr.arpa.}. */
public final class DnsReverse {

  private static final String IPV4 = ".in-addr.arpa.";
  private static final String IPV6 = ".ip6.arpa.";

  private DnsReverse() {}

  /** The address that a name stands for, if it does. */
  public static Optional<IpAddress> parse(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(IPV4)) {
      return IpAddress.parse(String.join(".", reversed(lower, IPV4)));
    }
    if (!lower.endsWith(IPV6)) {
      return Optional.empty();
    }
    List<String> digits = reversed(lower, IPV6);
    boolean whole = digits.size() == 32 && digits.stream().allMatch(d -> d.length() == 1);
    return whole
        ? IpAddress.parse(String.join("", digits).replaceAll("(.{4})(?!$)", "$1:"))
        : Optional.empty();
  }

  private static List<String> reversed(String name, String suffix) {
    String labels = name.substring(0, name.length() - suffix.length());
    List<String> list = Arrays.asList(labels.split("\\.", -1));
    Collections.reverse(list);
    return list;
  }

  /** The name that stands for an address. */
  public static String of(IpAddress address) {
    StringBuilder name = new StringBuilder();
    byte[] bytes = address.bytes();
    boolean v4 = bytes.length == 4;
    for (int i = bytes.length - 1; i >= 0; i--) {
      int b = bytes[i] & 0xff;
      name.append(v4 ? b + "." : String.format(Locale.ROOT, "%x.%x.", b & 0xf, b >> 4));
    }
    return name + (v4 ? IPV4 : IPV6).substring(1);
  }
}
