// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.api.net.IpAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Whether some program of this machine listens on a port, as far as an attempt to bind it tells. It
 * is bound and never listened on, so that on Linux a server which binds it meanwhile succeeds.
 */
final class PortUse {

  /** An address of this machine that nobody has a reason to listen at in particular. */
  private static final IpAddress ANY = IpAddress.of("127.0.255.254");

  private static final boolean LINUX = System.getProperty("os.name", "").startsWith("Linux");

  private PortUse() {}

  /** Whether somebody listens on it at all addresses. */
  static boolean isTakenEverywhere(int port) {
    return isTaken(ANY, port);
  }

  static boolean isTaken(IpAddress address, int port) {
    return isTaken(new InetSocketAddress(address.toInetAddress(), port));
  }

  /** Whether nobody listens at an address of this machine, as far as its system tells that. */
  static boolean isKnownToBeFree(InetSocketAddress address) {
    return LINUX && !isTaken(address);
  }

  private static boolean isTaken(InetSocketAddress address) {
    try (Socket attempt = new Socket()) {
      attempt.setReuseAddress(LINUX);
      attempt.bind(address);
      return false;
    } catch (BindException refused) {
      return String.valueOf(refused.getMessage()).contains("in use");
    } catch (IOException e) {
      return false;
    }
  }
}
