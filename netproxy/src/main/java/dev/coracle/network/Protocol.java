// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

/** A transport protocol, by its name in the API. */
public enum Protocol {
  TCP,
  UDP,
  SCTP;

  public static Protocol of(String name) {
    return name.isEmpty() ? TCP : valueOf(name);
  }
}
