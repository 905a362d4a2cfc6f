// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

import dev.coracle.api.net.IpAddress;

/** A connection or flow of datagrams that the network carries now. */
public interface OpenConnection {

  /** TCP or UDP. */
  Protocol protocol();

  /** Who really opened it, before any translation. */
  IpAddress source();

  /** What was called: the address of a Service, or of a Pod. */
  IpAddress destination();

  /** The port that was called. */
  int destinationPort();

  /** Where it was sent. */
  IpAddress endpoint();

  /** The port where it was sent. */
  int endpointPort();

  /** Ends it, as a conntrack entry that is deleted does; both sides see their peer gone. */
  void close();
}
