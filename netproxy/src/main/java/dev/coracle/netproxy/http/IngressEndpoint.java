// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

/** One ready endpoint of a backend. */
record IngressEndpoint(String ip, int port) {

  @Override
  public String toString() {
    return ip.indexOf(':') < 0 ? ip + ":" + port : "[" + ip + "]:" + port;
  }
}
