// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.Protocol;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Programs of this machine that listen on the number of a Pod's port, but not for the Pod. Nobody
 * is led to them, for they may be strangers; but who finds the Pod's port refused is told of them,
 * once, since they may well be what was to answer. Called on any thread.
 */
public final class Bystanders {

  private static final IpAddress LOCALHOST = IpAddress.of("127.0.0.1");

  private final AddressBlock block;
  private final AddressTable table;
  private final Set<Destination> told = ConcurrentHashMap.newKeySet();

  public Bystanders(AddressBlock block, AddressTable table) {
    this.block = block;
    this.table = table;
  }

  /** What to say of a port of a Pod that has just been refused; empty where it has been said. */
  public Optional<String> at(Destination refused) {
    if (refused.protocol() != Protocol.TCP || told.contains(refused)) {
      return Optional.empty();
    }
    return where(refused).filter(found -> told.add(refused)).map(found -> message(refused, found));
  }

  /** Forgets a Pod, whose address another one may get. */
  public void forget(IpAddress address) {
    told.removeIf(each -> each.address().equals(address));
  }

  private Optional<String> where(Destination refused) {
    int port = refused.port();
    if (PortUse.isTakenEverywhere(port)) {
      return Optional.of("all addresses");
    }
    boolean own = block.bindAddress(refused.address()).equals(refused.address());
    if (own && table.find(refused).isEmpty() && PortUse.isTaken(refused.address(), port)) {
      return Optional.of(refused.address().toString());
    }
    return PortUse.isTaken(LOCALHOST, port) ? Optional.of("127.0.0.1") : Optional.empty();
  }

  private String message(Destination refused, String where) {
    int port = refused.port();
    String declared =
        block.plan() == NetworkPlan.LOOPBACK
            ? ", or at " + refused.address() + " after context.serves(" + port + ")"
            : "";
    return ("Connections to port %d are refused, although a program of this machine listens on port"
            + " %d of %s: nobody is led to it, for it may be a stranger's. If it is this Pod's"
            + " server, let it listen at context.bindAddress(%d)%s")
        .formatted(port, port, where, port, declared);
  }
}
