// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.api.time.SystemTime;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses that belong to one cluster: every address the cluster publishes lies in the block.
 * It has one {@link AddressRange} of each family that the cluster offers.
 *
 * <p>A range of loopback addresses, {@code 127.x.0.0/16}, can be dialled by any program of the
 * machine. It is claimed by listening on one port of its last address but one: two processes never
 * get the same range, and one that dies leaves nothing behind. The virtual ranges {@code
 * 198.18.0.0/16} and {@code fd00:198:18::/112} exist in each cluster for itself and are claimed
 * from nobody; IPv6 addresses are virtual on every plan, for a machine has one loopback address of
 * that family.
 */
public final class AddressBlock implements AutoCloseable {

  private static final String PROPERTY = "coracle.plan";
  private static final int FIRST = 16;
  private static final int LAST = 254;
  private static final int CLAIM_PORT = 21127;
  private static final IpAddress LOCALHOST = IpAddress.of("127.0.0.1");

  /** The IPv6 range of every cluster. */
  static final Cidr IPV6 = Cidr.of("fd00:198:18::/112");

  private static final IpAddress PROBE = IpAddress.of("127.16.255.253");

  private final NetworkPlan plan;
  private final List<AddressRange> ranges;
  private final Optional<ServerSocket> claim;

  private AddressBlock(NetworkPlan plan, List<AddressRange> ranges, Optional<ServerSocket> claim) {
    this.plan = plan;
    this.ranges = List.copyOf(ranges);
    this.claim = claim;
  }

  /** An IPv4 range, and what keeps others from it. */
  private record Claimed(Cidr range, Optional<ServerSocket> claim) {}

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

  /** A block of a plan, of IPv4 addresses. */
  public static AddressBlock claim(NetworkPlan plan) {
    return claim(plan, List.of(IpFamily.IPV4));
  }

  /**
   * A block of a plan.
   *
   * @param families those that the cluster offers, its primary one first
   */
  public static AddressBlock claim(NetworkPlan plan, List<IpFamily> families) {
    return of(
        plan, families, plan == NetworkPlan.VIRTUAL ? AddressBlock::virtual : AddressBlock::next);
  }

  private static AddressBlock of(
      NetworkPlan plan, List<IpFamily> families, Supplier<Claimed> ipv4) {
    if (!families.contains(IpFamily.IPV4)) {
      return new AddressBlock(plan, List.of(new AddressRange(IPV6)), Optional.empty());
    }
    Claimed claimed = ipv4.get();
    List<AddressRange> ranges =
        families.stream()
            .map(family -> new AddressRange(family == IpFamily.IPV4 ? claimed.range() : IPV6))
            .toList();
    return new AddressBlock(plan, ranges, claimed.claim());
  }

  private static Claimed virtual() {
    return new Claimed(Cidr.of("198.18.0.0/16"), Optional.empty());
  }

  /**
   * Claims a loopback block that nobody has; which one differs from time to time, so that clients
   * of an ended cluster do not meet the next one.
   */
  public static AddressBlock claim() {
    return claim(NetworkPlan.LOOPBACK);
  }

  private static Claimed next() {
    return next(FIRST + (int) Math.floorMod(SystemTime.nanos() / 1000, (long) LAST - FIRST + 1));
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
    return of(NetworkPlan.LOOPBACK, List.of(IpFamily.IPV4), () -> next(begin));
  }

  private static Claimed next(int begin) {
    requireBindable();
    int count = LAST - FIRST + 1;
    IOException refused = new IOException("no block tried");
    for (int i = 0; i < count; i++) {
      Cidr range = Cidr.of("127." + (FIRST + (begin - FIRST + i) % count) + ".0.0/16");
      try {
        ServerSocket claim = listen(range.at(65534), CLAIM_PORT);
        return new Claimed(range, Optional.of(claim));
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

  /** The families that the cluster offers, its primary one first. */
  public List<IpFamily> families() {
    return ranges.stream().map(AddressRange::family).toList();
  }

  /** What there is of each family, of the primary one first. */
  public List<AddressRange> ranges() {
    return ranges;
  }

  /** What there is of a family. */
  public Optional<AddressRange> range(IpFamily family) {
    return ranges.stream().filter(range -> range.family() == family).findFirst();
  }

  private AddressRange primary() {
    return ranges.get(0);
  }

  /** Where a listener of an address is bound. */
  IpAddress bindAddress(IpAddress address) {
    boolean real = plan == NetworkPlan.LOOPBACK && address.isIpv4();
    return real || AddressTable.isHost(address) ? address : LOCALHOST;
  }

  /** Whether an address can be listened on by this cluster: virtual ones need not be its own. */
  public boolean canListen(IpAddress address) {
    return address.isLoopback() && address.isIpv4()
        || plan == NetworkPlan.VIRTUAL && range(address.family()).isPresent()
        || contains(address);
  }

  /** The whole range, as in {@code 127.16.0.0/16}; of IPv4 where there is one. */
  public String range() {
    return range(IpFamily.IPV4).orElseGet(this::primary).toString();
  }

  /** Where the API server may listen. */
  public IpAddress controlPlaneAddress() {
    return primary().controlPlaneAddress();
  }

  /** Where nodes have their own resolver, which knows no Service. */
  public IpAddress nodeDnsAddress() {
    return primary().nodeDnsAddress();
  }

  /** The range of cluster IPs, or one of each family with a comma between. */
  public String serviceRange() {
    return ranges.stream().map(AddressRange::serviceRange).collect(Collectors.joining(","));
  }

  /** The cluster IP of the Service {@code kubernetes}. */
  public IpAddress apiServiceAddress() {
    return primary().apiServiceAddress();
  }

  /** The cluster IP of the DNS Service. */
  public IpAddress dnsAddress() {
    return primary().dnsAddress();
  }

  public IpPool nodes() {
    return primary().nodes();
  }

  public IpPool loadBalancers() {
    return primary().loadBalancers();
  }

  public IpPool pods() {
    return primary().pods();
  }

  /** Whether an address is one of those that Pods get. */
  boolean isForPods(IpAddress address) {
    return range(address.family()).filter(range -> range.pods().contains(address)).isPresent();
  }

  /** Whether an address belongs to this cluster. */
  public boolean contains(IpAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
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
