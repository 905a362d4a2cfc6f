// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

/** One ready endpoint of a backend. */
public record IngressEndpoint(String ip, int port) {

  @Override
  public String toString() {
    return ip.indexOf(':') < 0 ? ip + ":" + port : "[" + ip + "]:" + port;
  }
}
