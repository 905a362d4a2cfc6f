// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import java.util.Arrays;
import java.util.Locale;

/**
 * How ipvs chooses an endpoint. All weights are one, so a weighted scheduler chooses as its plain
 * sibling does, and every kind of shortest queue is the one with the fewest connections.
 */
enum Scheduler {
  RR,
  WRR,
  LC,
  WLC,
  SED,
  NQ,
  SH,
  DH;

  static Scheduler of(String name) {
    return Arrays.stream(values())
        .filter(scheduler -> scheduler.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "ipvs scheduler: "
                        + name
                        + " (expected: one of "
                        + Arrays.toString(values())
                        + ")"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
