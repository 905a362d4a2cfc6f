// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.netproxy.route.Cidr;
import dev.coracle.netproxy.route.Destination;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where each address and port of the cluster really is: the one table that everybody who dials
 * within the cluster asks.
 *
 * <p>Most entries lead to themselves. A port that the machine refuses leads to another one of its
 * address, and a network plan whose addresses exist only here would lead all of them elsewhere.
 */
public final class RealAddresses {

  private static final Cidr LOOPBACK = Cidr.of("127.0.0.0/8");
  private static final Cidr HOST = Cidr.of("127.0.0.0/16");

  private final AddressBlock block;
  private final Map<Destination, InetSocketAddress> table = new ConcurrentHashMap<>();
  private final Set<Destination> fixed = ConcurrentHashMap.newKeySet();
  private final Set<String> hosts = ConcurrentHashMap.newKeySet();

  public RealAddresses(AddressBlock block) {
    this.block = block;
  }

  /** Whether an address can be listened on by this cluster. */
  public boolean isBindable(String address) {
    return LOOPBACK.contains(address);
  }

  /** Adds an entry unless there is one. */
  boolean add(Destination destination, InetSocketAddress real) {
    return table.putIfAbsent(destination, real) == null;
  }

  /** Adds what somebody else listens on: it is dialled as it is, whatever Services say. */
  public boolean addFixed(Destination destination, InetSocketAddress real) {
    return add(destination, real) && fixed.add(destination);
  }

  public boolean isFixed(Destination destination) {
    return fixed.contains(destination);
  }

  void remove(Destination destination) {
    table.remove(destination);
  }

  public Optional<InetSocketAddress> find(Destination destination) {
    return Optional.ofNullable(table.get(destination));
  }

  /** Notes that somebody has an address, so that a port without listener refuses. */
  public void addHost(String address) {
    hosts.add(address);
  }

  public void removeHost(String address) {
    hosts.remove(address);
  }

  /**
   * Where to dial. An address of this or another cluster that is not in the table is never dialled:
   * who answered there would be a stranger.
   */
  public InetSocketAddress resolve(Destination destination) throws IOException {
    Optional<InetSocketAddress> real = find(destination);
    if (real.isPresent()) {
      return real.get();
    }
    String address = destination.address();
    if (LOOPBACK.contains(address) && !HOST.contains(address)) {
      throw unreachable(address, destination);
    }
    return new InetSocketAddress(address, destination.port());
  }

  private IOException unreachable(String address, Destination destination) {
    boolean gone = block.pods().contains(address) && !hosts.contains(address);
    return gone || !block.contains(address)
        ? new NoRouteToHostException("No route to host: " + destination)
        : new ConnectException("Connection refused: " + destination);
  }

  /** Whether a connection to a real address may come from an address of the cluster. */
  public static boolean canComeFromCluster(InetSocketAddress real) {
    return real.getAddress() instanceof Inet4Address address && address.isLoopbackAddress();
  }
}
