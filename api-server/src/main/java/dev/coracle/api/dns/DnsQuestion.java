// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

/** What a query asks: an absolute name, a type and a class. */
public record DnsQuestion(String name, DnsType type, int dnsClass) {

  /** The Internet's class, the only one that is answered. */
  public static final int IN = 1;

  public static DnsQuestion of(String name, DnsType type) {
    return new DnsQuestion(name.endsWith(".") ? name : name + ".", type, IN);
  }

  @Override
  public String toString() {
    return name + " " + type.name();
  }
}
