// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The loopback addresses that belong to one cluster, {@code 127.x.0.0/16}: every address the
 * cluster publishes lies in it and can be dialled by any program of the machine.
 *
 * <p>The block is claimed by listening on one port of its last address but one. Two processes never
 * get the same block, and one that dies leaves nothing behind.
 *
 * <pre>
 *   127.x.0.0/24     the control plane          127.x.16.0/20   load balancers
 *   127.x.1.0/24     nodes                      127.x.64.0/18   cluster IPs of Services
 *                                               127.x.128.0/17  Pods
 * </pre>
 */
public final class AddressBlock implements AutoCloseable {

  private static final int FIRST = 16;
  private static final int LAST = 254;
  private static final int CLAIM_PORT = 21127;

  private final int number;
  private final ServerSocket claim;
  private final IpPool nodes;
  private final IpPool loadBalancers;
  private final IpPool pods;

  private AddressBlock(int number, ServerSocket claim) {
    this.number = number;
    this.claim = claim;
    this.nodes = IpPool.of(prefix() + "1.0/24");
    this.loadBalancers = IpPool.of(prefix() + "16.0/20");
    this.pods = IpPool.of(prefix() + "128.0/17");
  }

  /**
   * Claims a block that nobody has; which one differs from time to time, so that clients of an
   * ended cluster do not meet the next one.
   */
  public static AddressBlock claim() {
    return claim(FIRST + (int) Math.floorMod(SystemTime.nanos() / 1000, (long) LAST - FIRST + 1));
  }

  /**
   * Claims the first free block, beginning at a number of 16 to 254.
   *
   * @throws UncheckedIOException where loopback addresses other than 127.0.0.1 cannot be bound
   */
  public static AddressBlock claim(int begin) {
    if (begin < FIRST || begin > LAST) {
      throw new IllegalArgumentException("block: " + begin + " (expected: 16-254)");
    }
    requireBindable();
    int count = LAST - FIRST + 1;
    IOException refused = new IOException("no block tried");
    for (int i = 0; i < count; i++) {
      int number = FIRST + (begin - FIRST + i) % count;
      try {
        return new AddressBlock(number, listen("127." + number + ".255.254", CLAIM_PORT));
      } catch (IOException e) {
        refused = e;
      }
    }
    throw new UncheckedIOException(
        "blocks 127.16.0.0/16 to 127.254.0.0/16: none free (expected: one whose address"
            + " 127.x.255.254 can listen on port "
            + CLAIM_PORT
            + "; end other clusters, or the program that listens there on all addresses)",
        refused);
  }

  private static void requireBindable() {
    String address = "127.16.255.253";
    try {
      listen(address, 0).close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "loopback address "
              + address
              + ": cannot be bound ("
              + e.getMessage()
              + "; expected: all of 127.0.0.0/8 belongs to the loopback interface, as on Linux and"
              + " Windows; on macOS add addresses with ifconfig lo0 alias)",
          e);
    }
  }

  private static ServerSocket listen(String address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private String prefix() {
    return "127." + number + ".";
  }

  /** The whole block, as in {@code 127.16.0.0/16}. */
  public String range() {
    return prefix() + "0.0/16";
  }

  /** Where the API server may listen. */
  public String controlPlaneAddress() {
    return prefix() + "0.1";
  }

  /** The range of cluster IPs, to be allocated by the API server. */
  public String serviceRange() {
    return prefix() + "64.0/18";
  }

  /** The cluster IP of the Service {@code kubernetes}: the first of the range. */
  public String apiServiceAddress() {
    return prefix() + "64.1";
  }

  /** The cluster IP of the DNS Service: the tenth of the range. */
  public String dnsAddress() {
    return prefix() + "64.10";
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

  /** Whether an address belongs to this cluster. */
  public boolean contains(String address) {
    return address.startsWith(prefix());
  }

  /** Gives the block back. */
  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return range();
  }
}
