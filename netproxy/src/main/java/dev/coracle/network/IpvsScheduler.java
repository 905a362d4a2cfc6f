// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

import java.util.Arrays;

/**
 * How ipvs chooses an endpoint. All weights are one, so a weighted scheduler chooses as its plain
 * sibling does, and every kind of shortest queue is the one with the fewest connections.
 *
 * @see <a href="https://kubernetes.io/docs/reference/networking/virtual-ips/#proxy-mode-ipvs">The
 *     schedulers of the IPVS mode</a>
 */
public enum IpvsScheduler {
  /** One after the other. The default. */
  ROUND_ROBIN("rr"),
  /** As {@link #ROUND_ROBIN}. */
  WEIGHTED_ROUND_ROBIN("wrr"),
  /** The one with the fewest connections. */
  LEAST_CONNECTION("lc"),
  /** As {@link #LEAST_CONNECTION}. */
  WEIGHTED_LEAST_CONNECTION("wlc"),
  /** As {@link #LEAST_CONNECTION}. */
  SHORTEST_EXPECTED_DELAY("sed"),
  /** As {@link #LEAST_CONNECTION}. */
  NEVER_QUEUE("nq"),
  /** By the client's address. */
  SOURCE_HASHING("sh"),
  /** By the address that was called. */
  DESTINATION_HASHING("dh");

  private final String name;

  IpvsScheduler(String name) {
    this.name = name;
  }

  /** The scheduler by the name that kube-proxy's configuration gives it. */
  public static IpvsScheduler of(String name) {
    return Arrays.stream(values())
        .filter(scheduler -> scheduler.name.equals(name))
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

  /** The name in kube-proxy's configuration. */
  @Override
  public String toString() {
    return name;
  }
}
