// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of 127.0.0.1 that is kept for a server which is not ours and will bind it itself.
 *
 * <p>Kept by a socket that is bound and does not listen: Linux lets another one bind the same port
 * if both allow the reuse of addresses, as the servers of Java, Go, Node and Python do, but gives
 * it to nobody who asks for any free one. Elsewhere the port is free again as soon as its number is
 * known.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">SO_REUSEADDR</a>
 */
public final class HiddenAddress implements AutoCloseable {

  private static final boolean KEPT = System.getProperty("os.name", "").startsWith("Linux");

  private final Socket keeper;
  private final InetSocketAddress address;

  private HiddenAddress(Socket keeper) {
    this.keeper = keeper;
    this.address = (InetSocketAddress) keeper.getLocalSocketAddress();
  }

  /** Keeps a port that is free now. */
  public static HiddenAddress keep() throws IOException {
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
    keeper.close();
  }
}
