// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

/** A transport protocol, by its name in the API. */
public enum Protocol {
  /** Connections. */
  TCP,
  /** Datagrams. */
  UDP,
  /** Known by name alone; nothing carries it. */
  SCTP;

  /** The protocol of a name; TCP where it is empty. */
  public static Protocol of(String name) {
    return name.isEmpty() ? TCP : valueOf(name);
  }
}
