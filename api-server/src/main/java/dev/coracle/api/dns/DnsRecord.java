// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import dev.coracle.api.net.IpAddress;

/** A resource record of class IN; printed as in a zone file. */
public record DnsRecord(String name, DnsType type, int ttl, DnsData data) {

  public static DnsRecord address(String name, int ttl, IpAddress address) {
    return new DnsRecord(name, typeOf(address), ttl, new DnsData.Address(address));
  }

  public static DnsRecord target(String name, DnsType type, int ttl, String target) {
    return new DnsRecord(name, type, ttl, new DnsData.Target(target));
  }

  /** The type of the record that holds an address. */
  public static DnsType typeOf(IpAddress address) {
    return address.isIpv6() ? DnsType.AAAA : DnsType.A;
  }

  public boolean isAddress() {
    return data instanceof DnsData.Address;
  }

  public DnsRecord named(String other) {
    return new DnsRecord(other, type, ttl, data);
  }

  @Override
  public String toString() {
    return name + " " + ttl + " IN " + type.name() + " " + data;
  }
}
