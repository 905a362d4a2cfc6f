// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Set;

/**
 * An endpoint of a slice.
 *
 * @param addresses of one family; none where the slice lists names
 */
public record Endpoint(
    List<IpAddress> addresses,
    boolean ready,
    boolean serving,
    boolean terminating,
    String hostname,
    String nodeName,
    String zone,
    Set<String> forZones,
    Set<String> forNodes) {

  /** Whether it may get traffic at all: ready, or at least serving while it terminates. */
  public boolean usable() {
    return ready || serving && terminating;
  }
}
