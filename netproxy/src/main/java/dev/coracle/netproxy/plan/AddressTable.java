// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where each address and port of the cluster really is: the one table that everybody who dials
 * within the cluster asks.
 *
 * <p>With loopback addresses most entries lead to themselves, and a port that the machine refuses
 * to another one of its address; with virtual ones all lead to ports of 127.0.0.1.
 */
public final class AddressTable {

  /** The machine itself, whose programs are no part of any cluster. */
  private static final Cidr HOST = Cidr.of("127.0.0.0/16");

  /** Every address that belongs to this cluster or to another one. */
  private static final List<Cidr> CLUSTERS =
      List.of(Cidr.of("127.0.0.0/8"), Cidr.of("198.18.0.0/15"), AddressBlock.IPV6);

  private final AddressBlock block;
  private final Map<Destination, InetSocketAddress> table = new ConcurrentHashMap<>();
  private final Map<Real, Destination> named = new ConcurrentHashMap<>();
  private final Set<Destination> fixed = ConcurrentHashMap.newKeySet();
  private final Set<IpAddress> hosts = ConcurrentHashMap.newKeySet();
  private final Map<Destination, Behind> behind = new ConcurrentHashMap<>();

  public AddressTable(AddressBlock block) {
    this.block = block;
  }

  private record Real(Protocol protocol, InetSocketAddress address) {}

  /** Whether it is an address of the machine itself. */
  static boolean isHost(IpAddress address) {
    return HOST.contains(address);
  }

  /** Adds an entry unless there is one. */
  public boolean add(Destination destination, InetSocketAddress real) {
    boolean added = table.putIfAbsent(destination, real) == null;
    if (added) {
      named.put(new Real(destination.protocol(), real), destination);
    }
    return added;
  }

  /** Adds another address of what is listened on already; it is not what the port is called. */
  boolean addAlias(Destination destination, InetSocketAddress real) {
    return table.putIfAbsent(destination, real) == null;
  }

  void removeAlias(Destination destination, InetSocketAddress real) {
    table.remove(destination, real);
  }

  /** Adds what is dialled as it is, whatever Services say. */
  public boolean addFixed(Destination destination, InetSocketAddress real) {
    return add(destination, real) && fixed.add(destination);
  }

  /** Lets an entry be dialled as it is. */
  void fix(Destination destination) {
    fixed.add(destination);
  }

  public boolean isFixed(Destination destination) {
    return fixed.contains(destination);
  }

  public void remove(Destination destination) {
    InetSocketAddress real = table.remove(destination);
    fixed.remove(destination);
    if (real != null) {
      named.remove(new Real(destination.protocol(), real), destination);
    }
  }

  public Optional<InetSocketAddress> find(Destination destination) {
    return Optional.ofNullable(table.get(destination));
  }

  /** What a real address and port stand for, if they are one of ours. */
  public Optional<Destination> nameOf(Protocol protocol, InetSocketAddress real) {
    return Optional.ofNullable(named.get(new Real(protocol, real)));
  }

  /** Notes that somebody has an address, so that a port without listener refuses. */
  public void addHost(IpAddress address) {
    hosts.add(address);
  }

  public void removeHost(IpAddress address) {
    hosts.remove(address);
  }

  /**
   * A server behind a listener.
   *
   * @param open whether those who dial within the cluster are led past the listener
   */
  private record Behind(ServerAddress server, boolean open) {}

  /**
   * Says that a server which is not ours is behind a listener. Those who dial within the cluster
   * are led past the listener where it is open, and whether the server listens yet is for each of
   * them to see; elsewhere they are refused while it is known not to, since our listener has
   * accepted before anybody can refuse.
   */
  void putBehind(Destination destination, ServerAddress server, boolean open) {
    behind.put(destination, new Behind(server, open));
  }

  void nothingBehind(Destination destination) {
    behind.remove(destination);
  }

  /** Whether user code is asked where a destination is, which may take its time. */
  public boolean isAsked(Destination destination) {
    Behind there = behind.get(destination);
    return there != null && there.server() instanceof ServerAddress.Asked;
  }

  /**
   * Where to dial.
   *
   * @param foreign whether a server that is not ours, and asks no table who calls, is there
   */
  public record Place(InetSocketAddress real, boolean foreign) {}

  /**
   * Where to dial. An address of this or another cluster that is not in the table is never dialled:
   * who answered there would be a stranger.
   */
  public InetSocketAddress resolve(Destination destination) throws IOException {
    return locate(destination).real();
  }

  /** As {@link #resolve}, with what is there. */
  public Place locate(Destination destination) throws IOException {
    Behind there = behind.get(destination);
    if (there == null) {
      return new Place(listener(destination), false);
    }
    if (there.open()) {
      return new Place(there.server().find(), true);
    }
    there.server().requireListening();
    return new Place(listener(destination), false);
  }

  private InetSocketAddress listener(Destination destination) throws IOException {
    Optional<InetSocketAddress> real = find(destination);
    if (real.isPresent()) {
      return real.get();
    }
    IpAddress address = destination.address();
    if (!isHost(address) && CLUSTERS.stream().anyMatch(all -> all.contains(address))) {
      throw unreachable(address, destination);
    }
    return new InetSocketAddress(address.toInetAddress(), destination.port());
  }

  private IOException unreachable(IpAddress address, Destination destination) {
    boolean gone = block.isForPods(address) && !hosts.contains(address);
    return gone || !block.contains(address)
        ? new NoRouteToHostException("No route to host: " + destination)
        : new ConnectException("Connection refused: " + destination);
  }
}
