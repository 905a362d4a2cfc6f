// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.route.Endpoint;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The names of a cluster as a hosts file has them: an address and its names a line, the short names
 * being those of one namespace.
 *
 * <p>Pods are in it by their host names below headless Services; names that stand for every
 * address, or for every name below a wildcard, have no place in such a file.
 */
record HostLines(String domain, String namespace, Function<String, List<IpAddress>> addresses) {

  /**
   * All lines.
   *
   * @param others names beside those of Services
   */
  List<String> of(NetworkState state, Collection<String> others) {
    List<String> lines = new ArrayList<>();
    for (Service service : state.services()) {
      lines.addAll(lines(names(service.key())));
      hostNames(state, service.key())
          .map(host -> names(service.key()).stream().map(name -> host + "." + name).toList())
          .forEach(names -> lines.addAll(lines(names)));
    }
    others.stream().sorted().forEach(name -> lines.addAll(lines(List.of(name))));
    return lines;
  }

  /** A Service's names, the full one first. */
  private List<String> names(ObjectKey service) {
    String brief = service.name() + "." + service.namespace();
    Stream<String> usual = Stream.of(brief + ".svc." + domain, brief + ".svc", brief);
    return service.namespace().equals(namespace)
        ? Stream.concat(usual, Stream.of(service.name())).toList()
        : usual.toList();
  }

  private static Stream<String> hostNames(NetworkState state, ObjectKey service) {
    return state.slices(service).stream()
        .flatMap(slice -> slice.endpoints().stream())
        .map(Endpoint::hostname)
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted();
  }

  private List<String> lines(List<String> names) {
    return addresses.apply(names.get(0) + ".").stream()
        .map(ip -> ip + " " + String.join(" ", names))
        .toList();
  }
}
