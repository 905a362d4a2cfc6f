// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

import java.time.Instant;

/** A connection that was asked for, and what became of it. */
public record Connection(Instant time, String from, String to, String outcome) {

  @Override
  public String toString() {
    return time + " " + from + " to " + to + " " + outcome;
  }
}
