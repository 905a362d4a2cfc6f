// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.net.IpAddress;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up for those who connect by name. */
@FunctionalInterface
public interface NetworkResolver {

  /** Knows no name at all. */
  NetworkResolver NONE =
      (from, config, name) -> {
        throw new UnknownHostException(name);
      };

  /**
   * The addresses of a name, at least one.
   *
   * @param from the address the question comes from
   * @throws UnknownHostException when there are none
   */
  List<IpAddress> resolve(IpAddress from, ResolverConfig config, String name) throws IOException;

  /** The same without patience: a question that gets lost has failed at once. */
  default NetworkResolver hasty() {
    return this;
  }
}
