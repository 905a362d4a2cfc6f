// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A port of 127.0.0.1 that is kept for a server which is not ours and will bind it itself.
 *
 * <p>Kept by a socket that is bound and does not listen: Linux lets another one bind the same port
 * if both allow the reuse of addresses, as the servers of Java, Go, Node and Python do, but gives
 * it to nobody who asks for any free one. Elsewhere the port is free again as soon as its number is
 * known, and is kept from other Pods of this JVM alone.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">SO_REUSEADDR</a>
 */
public final class HiddenAddress implements AutoCloseable {

  private static final boolean KEPT = System.getProperty("os.name", "").startsWith("Linux");

  /** The numbers that are handed out, for all clusters of this JVM share the machine's ports. */
  private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

  private static final int ATTEMPTS = 100;

  private final Socket keeper;
  private final InetSocketAddress address;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private HiddenAddress(Socket keeper) {
    this.keeper = keeper;
    this.address = (InetSocketAddress) keeper.getLocalSocketAddress();
  }

  /** Keeps a port that is free now. */
  public static HiddenAddress keep() throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      HiddenAddress kept = keepAny();
      if (HANDED_OUT.add(kept.address.getPort())) {
        return kept;
      }
      kept.keeper.close();
    }
    throw new BindException("no free port of 127.0.0.1 that no other Pod has");
  }

  private static HiddenAddress keepAny() throws IOException {
    Socket keeper = new Socket();
    try {
      keeper.setReuseAddress(true);
      keeper.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      HiddenAddress kept = new HiddenAddress(keeper);
      if (!KEPT) {
        keeper.close();
      }
      return kept;
    } catch (IOException e) {
      keeper.close();
      throw e;
    }
  }

  /** Where the server is to listen. */
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    if (open.getAndSet(false)) {
      HANDED_OUT.remove(address.getPort());
    }
    keeper.close();
  }
}
