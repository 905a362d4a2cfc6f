// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import java.util.List;

/** What a {@code resolv.conf} says. */
public record ResolverConfig(
    List<String> nameservers, List<String> searches, List<String> options) {

  /** No name server and no search path. */
  public static final ResolverConfig EMPTY = new ResolverConfig(List.of(), List.of(), List.of());

  public ResolverConfig {
    nameservers = List.copyOf(nameservers);
    searches = List.copyOf(searches);
    options = List.copyOf(options);
  }

  /** The number of an option such as {@code ndots:5}; the last one counts. */
  int option(String name, int absent, int most) {
    return options.stream()
        .filter(option -> option.matches(name + ":[0-9]{1,4}"))
        .map(option -> Math.min(most, Integer.parseInt(option.substring(name.length() + 1))))
        .reduce(absent, (first, last) -> last);
  }

  boolean has(String option) {
    return options.contains(option);
  }
}
