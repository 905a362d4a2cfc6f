// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.SystemTime;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The addresses that belong to one cluster: every address the cluster publishes lies in the block.
 *
 * <p>A block of loopback addresses, {@code 127.x.0.0/16}, can be dialled by any program of the
 * machine. It is claimed by listening on one port of its last address but one: two processes never
 * get the same block, and one that dies leaves nothing behind. The virtual block {@code
 * 198.18.0.0/16} exists in each cluster for itself and is claimed from nobody.
 *
 * <pre>
 *   x.y.0.0/24     the control plane          x.y.16.0/20   load balancers
 *   x.y.1.0/24     nodes                      x.y.64.0/18   cluster IPs of Services
 *                                             x.y.128.0/17  Pods
 * </pre>
 */
public final class AddressBlock implements AutoCloseable {

  private static final String PROPERTY = "coracle.plan";
  private static final int FIRST = 16;
  private static final int LAST = 254;
  private static final int CLAIM_PORT = 21127;
  private static final IpAddress LOCALHOST = IpAddress.of("127.0.0.1");
  private static final IpAddress PROBE = IpAddress.of("127.16.255.253");

  private final NetworkPlan plan;
  private final Cidr range;
  private final Optional<ServerSocket> claim;
  private final IpPool nodes;
  private final IpPool loadBalancers;
  private final IpPool pods;

  private AddressBlock(NetworkPlan plan, Cidr range, Optional<ServerSocket> claim) {
    this.plan = plan;
    this.range = range;
    this.claim = claim;
    this.nodes = IpPool.of(part(256, 24));
    this.loadBalancers = IpPool.of(part(4096, 20));
    this.pods = IpPool.of(part(32768, 17));
  }

  private String part(int offset, int length) {
    return new Cidr(range.at(offset), length).toString();
  }

  /**
   * The plan that nobody chose: the one that system property {@code coracle.plan} names, or else
   * loopback addresses where they can be listened on.
   *
   * @throws IllegalArgumentException when the property names none
   */
  public static NetworkPlan preferredPlan() {
    String asked = System.getProperty(PROPERTY, "");
    return asked.isEmpty() ? preferredPlan(AddressBlock::isBindable) : planOf(asked);
  }

  static NetworkPlan planOf(String name) {
    return Stream.of(NetworkPlan.values())
        .filter(plan -> plan.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PROPERTY + ": " + name + " (expected: loopback or virtual)"));
  }

  static NetworkPlan preferredPlan(Predicate<IpAddress> bindable) {
    return bindable.test(PROBE) ? NetworkPlan.LOOPBACK : NetworkPlan.VIRTUAL;
  }

  private static boolean isBindable(IpAddress address) {
    try {
      listen(address, 0).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A block of a plan. */
  public static AddressBlock claim(NetworkPlan plan) {
    return plan == NetworkPlan.VIRTUAL ? virtual() : claim();
  }

  private static AddressBlock virtual() {
    return new AddressBlock(NetworkPlan.VIRTUAL, Cidr.of("198.18.0.0/16"), Optional.empty());
  }

  /**
   * Claims a loopback block that nobody has; which one differs from time to time, so that clients
   * of an ended cluster do not meet the next one.
   */
  public static AddressBlock claim() {
    return claim(FIRST + (int) Math.floorMod(SystemTime.nanos() / 1000, (long) LAST - FIRST + 1));
  }

  /**
   * Claims the first free loopback block, beginning at a number of 16 to 254.
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
      Cidr range = Cidr.of("127." + (FIRST + (begin - FIRST + i) % count) + ".0.0/16");
      try {
        ServerSocket claim = listen(range.at(65534), CLAIM_PORT);
        return new AddressBlock(NetworkPlan.LOOPBACK, range, Optional.of(claim));
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
    try {
      listen(PROBE, 0).close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "loopback address "
              + PROBE
              + ": cannot be bound ("
              + e.getMessage()
              + "; expected: all of 127.0.0.0/8 belongs to the loopback interface, as on Linux and"
              + " Windows; elsewhere use NetworkPlan.VIRTUAL)",
          e);
    }
  }

  private static ServerSocket listen(IpAddress address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(address.toInetAddress(), port), 1);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public NetworkPlan plan() {
    return plan;
  }

  /** Where a listener of an address is bound. */
  IpAddress bindAddress(IpAddress address) {
    return plan == NetworkPlan.LOOPBACK || AddressTable.isHost(address) ? address : LOCALHOST;
  }

  /** Whether an address can be listened on by this cluster: virtual ones need not be its own. */
  public boolean canListen(IpAddress address) {
    return address.isIpv4() && (address.isLoopback() || plan == NetworkPlan.VIRTUAL);
  }

  /** The whole block, as in {@code 127.16.0.0/16}. */
  public String range() {
    return range.toString();
  }

  /** Where the API server may listen. */
  public IpAddress controlPlaneAddress() {
    return range.at(1);
  }

  /** Where nodes have their own resolver, which knows no Service. */
  public IpAddress nodeDnsAddress() {
    return range.at(53);
  }

  /** The range of cluster IPs, to be allocated by the API server. */
  public String serviceRange() {
    return part(16384, 18);
  }

  /** The cluster IP of the Service {@code kubernetes}: the first of the range. */
  public IpAddress apiServiceAddress() {
    return range.at(16384 + 1);
  }

  /** The cluster IP of the DNS Service: the tenth of the range. */
  public IpAddress dnsAddress() {
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

  /** Whether an address belongs to this cluster. */
  public boolean contains(IpAddress address) {
    return range.contains(address);
  }

  /** Gives the block back. */
  @Override
  public void close() {
    try {
      if (claim.isPresent()) {
        claim.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return range();
  }
}
