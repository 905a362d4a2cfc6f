// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.network.Protocol;
import java.util.Locale;

/**
 * A port of a Service.
 *
 * @param nodePort zero where it has none
 */
public record ServicePort(
    String name, Protocol protocol, int port, String targetPort, int nodePort) {

  static String text(int port, Protocol protocol) {
    return port + "/" + protocol.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return (text(port, protocol) + " " + name).strip();
  }
}
