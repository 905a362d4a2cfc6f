// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What DNS needs to know of an EndpointSlice: its ready addresses, with their names, and ports. */
record DnsEndpoints(ObjectKey service, List<Address> addresses, List<DnsService.Port> ports) {

  private static final String SERVICE = "kubernetes.io/service-name";

  /** A ready address and its name below the Service. */
  record Address(IpAddress ip, String name) {

    static Optional<Address> of(String ip, String hostname) {
      return DnsService.address(ip)
          .map(address -> new Address(address, hostname.isEmpty() ? dashed(ip) : hostname));
    }

    private static String dashed(String ip) {
      String name = ip.replace('.', '-').replace(':', '-');
      return name.endsWith("-") ? name + "0" : name;
    }
  }

  static DnsEndpoints of(KubeObject slice) {
    ObjectKey service = ObjectKey.of(slice.namespace(), slice.labels().getOrDefault(SERVICE, ""));
    return new DnsEndpoints(
        service,
        slice.at("endpoints").valueStream().flatMap(DnsEndpoints::addresses).toList(),
        DnsService.Port.of(slice.at("ports").valueStream()));
  }

  private static Stream<Address> addresses(JsonNode endpoint) {
    // Ready unless said otherwise; serving and terminating do not count.
    if (!endpoint.path("conditions").path("ready").asBoolean(true)) {
      return Stream.empty();
    }
    String hostname = endpoint.path("hostname").asString("");
    return endpoint
        .path("addresses")
        .valueStream()
        .flatMap(ip -> Address.of(ip.asString(""), hostname).stream());
  }
}
