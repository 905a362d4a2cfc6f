// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;

/**
 * The addresses of one family that belong to a cluster, 65536 of them, and who has which; both
 * families are laid out alike.
 *
 * <pre>
 *   x.y.0.0/24     the control plane          x.y.16.0/20   load balancers
 *   x.y.1.0/24     nodes                      x.y.64.0/18   cluster IPs of Services
 *                                             x.y.128.0/17  Pods
 * </pre>
 */
public final class AddressRange {

  private static final int HOST_BITS = 16;

  private final Cidr range;
  private final IpPool nodes;
  private final IpPool loadBalancers;
  private final IpPool pods;

  AddressRange(Cidr range) {
    if (range.hostBits() != HOST_BITS) {
      throw new IllegalArgumentException("range: " + range + " (expected: 65536 addresses)");
    }
    this.range = range;
    this.nodes = IpPool.of(part(256, 24));
    this.loadBalancers = IpPool.of(part(4096, 20));
    this.pods = IpPool.of(part(32768, 17));
  }

  /** A part, by the length that its prefix has in an IPv4 range. */
  private String part(int offset, int ipv4Length) {
    return new Cidr(range.at(offset), ipv4Length + range.prefixLength() - HOST_BITS).toString();
  }

  public IpFamily family() {
    return range.family();
  }

  boolean contains(IpAddress address) {
    return range.contains(address);
  }

  /** Where the API server may listen. */
  public IpAddress controlPlaneAddress() {
    return range.at(1);
  }

  /** Where nodes have their own resolver, which knows no Service. */
  IpAddress nodeDnsAddress() {
    return range.at(53);
  }

  /** The range of cluster IPs, to be allocated by the API server. */
  String serviceRange() {
    return part(16384, 18);
  }

  /** The cluster IP of the Service {@code kubernetes}: the first of the range. */
  IpAddress apiServiceAddress() {
    return range.at(16384 + 1);
  }

  /** The cluster IP of the DNS Service: the tenth of the range. */
  IpAddress dnsAddress() {
    return range.at(16384 + 10);
  }

  public IpPool nodes() {
    return nodes;
  }

  public IpPool loadBalancers() {
    return loadBalancers;
  }

  public IpPool pods() {
    return pods;
  }

  @Override
  public String toString() {
    return range.toString();
  }
}
