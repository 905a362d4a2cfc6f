// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.names;

import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a cluster answers to programs outside, without waiting for anybody.
 *
 * @param addresses those of a name, full or short; none where it is unknown
 * @param name that of an address
 */
public record Directory(
    Function<String, List<IpAddress>> addresses, Function<IpAddress, Optional<String>> name) {

  /** Knows nothing. */
  public static final Directory EMPTY = new Directory(n -> List.of(), ip -> Optional.empty());
}
