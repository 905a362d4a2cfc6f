// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.net.InetSocketAddress;

/** What answers datagrams. Must not block. */
@FunctionalInterface
public interface DatagramHandler {

  /** Answers a datagram; an empty array is no answer. */
  byte[] answer(byte[] datagram, InetSocketAddress from);
}
