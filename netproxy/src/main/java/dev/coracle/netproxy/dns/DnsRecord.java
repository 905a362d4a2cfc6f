// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import java.net.Inet6Address;
import java.net.InetAddress;

/** A resource record of class IN; printed as in a zone file. */
record DnsRecord(String name, DnsRecordType type, int ttl, DnsData data) {

  static DnsRecord address(String name, int ttl, InetAddress address) {
    return new DnsRecord(name, typeOf(address), ttl, new DnsData.Address(address));
  }

  static DnsRecord target(String name, DnsRecordType type, int ttl, String target) {
    return new DnsRecord(name, type, ttl, new DnsData.Target(target));
  }

  /** The type of the record that holds an address. */
  static DnsRecordType typeOf(InetAddress address) {
    return address instanceof Inet6Address ? DnsRecordType.AAAA : DnsRecordType.A;
  }

  boolean isAddress() {
    return data instanceof DnsData.Address;
  }

  DnsRecord named(String other) {
    return new DnsRecord(other, type, ttl, data);
  }

  @Override
  public String toString() {
    return name + " " + ttl + " IN " + type.name() + " " + data;
  }
}
