// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What DNS needs to know of a Service. */
record DnsService(
    ObjectKey key,
    String externalName,
    boolean headless,
    List<IpAddress> clusterIps,
    List<Port> ports) {

  private static final List<Port> NO_PORTS = List.of(new Port("", "", Port.NONE));

  /** A port by its name, protocol and number. */
  record Port(String name, String protocol, int number) {

    /** The number where there is none; such a port has addresses but no SRV record. */
    static final int NONE = -1;

    /** Whether this is the port asked for; what is empty is any. */
    boolean matches(String wantedName, String wantedProtocol) {
      return (wantedName.isEmpty() || wantedName.equalsIgnoreCase(name))
          && (wantedProtocol.isEmpty() || wantedProtocol.equalsIgnoreCase(protocol));
    }

    static Port of(JsonNode port) {
      return new Port(
          port.path("name").asString(""),
          port.path("protocol").asString("TCP").toLowerCase(Locale.ROOT),
          port.path("port").asInt(NONE));
    }

    /** The ports of a list, or where it is empty one without a number. */
    static List<Port> of(Stream<JsonNode> nodes) {
      List<Port> ports = nodes.map(Port::of).toList();
      return ports.isEmpty() ? NO_PORTS : ports;
    }
  }

  static DnsService of(KubeObject service) {
    boolean external = service.text("spec", "type").equals("ExternalName");
    Stream<String> ips =
        service.at("spec", "clusterIPs").valueStream().map(node -> node.asString(""));
    return new DnsService(
        service.key(),
        external ? service.text("spec", "externalName") : "",
        service.text("spec", "clusterIP").equals("None"),
        external ? List.of() : ips.flatMap(ip -> address(ip).stream()).toList(),
        Port.of(service.at("spec", "ports").valueStream()));
  }

  boolean isExternal() {
    return !externalName.isEmpty();
  }

  static Optional<IpAddress> address(String literal) {
    return IpAddress.parse(literal);
  }
}
