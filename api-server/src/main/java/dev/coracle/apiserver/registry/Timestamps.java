// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How the API writes times. */
public final class Timestamps {

  private Timestamps() {}

  /** A time to the second, as in {@code creationTimestamp}. */
  public static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
