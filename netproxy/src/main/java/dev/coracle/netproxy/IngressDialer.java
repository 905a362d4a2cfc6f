// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import java.net.InetSocketAddress;

/** Where the port of an endpoint really is, as it may be realised on another one. */
@FunctionalInterface
public interface IngressDialer {

  InetSocketAddress real(String ip, int port);
}
