// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import java.util.List;

/** How a question was answered, by its number: whether it was, or why not. */
public record DnsCode(int number) {

  public static final DnsCode NOERROR = new DnsCode(0);
  public static final DnsCode FORMERR = new DnsCode(1);
  public static final DnsCode SERVFAIL = new DnsCode(2);
  public static final DnsCode NXDOMAIN = new DnsCode(3);
  public static final DnsCode NOTIMP = new DnsCode(4);
  public static final DnsCode REFUSED = new DnsCode(5);

  /** A version of EDNS that is not spoken (RFC 6891). */
  public static final DnsCode BADVERS = new DnsCode(16);

  private static final List<String> NAMES =
      List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED");

  /** Its name, as zone files and tools write it. */
  public String name() {
    if (number < NAMES.size()) {
      return NAMES.get(number);
    }
    return equals(BADVERS) ? "BADVERS" : "RESERVED" + number;
  }

  @Override
  public String toString() {
    return name();
  }
}
