// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up for those who connect by name. */
@FunctionalInterface
interface NetworkResolver {

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
  List<InetAddress> resolve(String from, Config config, String name) throws IOException;

  /** What a resolv.conf says. */
  record Config(List<String> nameservers, List<String> searches, List<String> options) {

    /** No name server and no search path. */
    public static final Config EMPTY = new Config(List.of(), List.of(), List.of());

    public Config {
      nameservers = List.copyOf(nameservers);
      searches = List.copyOf(searches);
      options = List.copyOf(options);
    }
  }
}
