// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import io.netty.handler.codec.dns.DnsRecordType;

/** What a query asks: an absolute name, a type and a class. */
record DnsQuestion(String name, DnsRecordType type, int dnsClass) {

  /** The Internet's class, the only one that is answered. */
  static final int IN = 1;

  static DnsQuestion of(String name, DnsRecordType type) {
    return new DnsQuestion(name.endsWith(".") ? name : name + ".", type, IN);
  }

  @Override
  public String toString() {
    return name + " " + type.name();
  }
}
