// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;

/** A socket of a Pod, which ends with it. */
public final class LinkSocket extends Socket {

  private final Set<AutoCloseable> owned;

  private LinkSocket(Set<AutoCloseable> owned) {
    this.owned = owned;
  }

  public static LinkSocket ownedBy(Set<AutoCloseable> owned) {
    LinkSocket socket = new LinkSocket(owned);
    owned.add(socket);
    return socket;
  }

  @Override
  public synchronized void close() throws IOException {
    owned.remove(this);
    super.close();
  }
}
