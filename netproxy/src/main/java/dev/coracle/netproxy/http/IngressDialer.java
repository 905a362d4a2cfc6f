// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import java.net.InetSocketAddress;

/**
 * Where the port of an endpoint really is, as it may be realised on another one.
 *
 * <p>For a Service of type ExternalName it is asked about the name; an unresolved answer is looked
 * up by the JVM.
 */
@FunctionalInterface
public interface IngressDialer {

  InetSocketAddress real(String host, int port);
}
