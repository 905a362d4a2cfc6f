// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.FieldError;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Names;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules that every stored EndpointSlice obeys. */
final class EndpointSliceRules {

  private static final int MOST_ENDPOINTS = 1000;
  private static final int MOST_ADDRESSES = 100;
  private static final int MOST_PORTS = 20000;
  private static final int MOST_HINTS = 8;

  private final Collection<String> stored;
  private final Optional<Cidr> ownBlock;
  private final FieldErrors errors;

  /**
   * Rules for one check.
   *
   * @param stored addresses that the stored slice already has
   */
  EndpointSliceRules(Collection<String> stored, Optional<Cidr> ownBlock, FieldErrors errors) {
    this.stored = stored;
    this.ownBlock = ownBlock;
    this.errors = errors;
  }

  void check(ObjectNode slice) {
    String type = slice.path("addressType").asString("");
    if (type.isEmpty()) {
      errors.required("addressType", "");
    } else if (!Set.of("FQDN", "IPv4", "IPv6").contains(type)) {
      errors.notSupported("addressType", type, "FQDN", "IPv4", "IPv6");
    }
    if (atMost(slice.path("endpoints"), MOST_ENDPOINTS, "endpoints")) {
      for (int i = 0; i < slice.path("endpoints").size(); i++) {
        endpoint(slice.path("endpoints").path(i), type, "endpoints[" + i + "]");
      }
    }
    if (atMost(slice.path("ports"), MOST_PORTS, "ports")) {
      ports(slice.path("ports"));
    }
  }

  private boolean atMost(JsonNode list, int most, String path) {
    if (list.size() > most) {
      errors.add(
          new FieldError(
              path,
              FieldError.Cause.TOO_MANY,
              "Too many: " + list.size() + ": must have at most " + most + " items"));
    }
    return list.size() <= most;
  }

  private void endpoint(JsonNode endpoint, String type, String path) {
    JsonNode addresses = endpoint.path("addresses");
    if (addresses.isEmpty()) {
      errors.required(path + ".addresses", "must contain at least 1 address");
    } else if (atMost(addresses, MOST_ADDRESSES, path + ".addresses")) {
      for (int i = 0; i < addresses.size(); i++) {
        address(addresses.path(i).asString(""), type, path + ".addresses[" + i + "]");
      }
    }
    if (endpoint.hasNonNull("hostname")) {
      String name = endpoint.path("hostname").asString("");
      Names.check(errors, path + ".hostname", name, Names.dnsLabel(name));
    }
    if (endpoint.hasNonNull("nodeName")) {
      String name = endpoint.path("nodeName").asString("");
      Names.check(errors, path + ".nodeName", name, Names.dnsSubdomain(name));
    }
    hints(endpoint.path("hints").path("forZones"), path + ".hints.forZones");
    hints(endpoint.path("hints").path("forNodes"), path + ".hints.forNodes");
  }

  /** An address that the slice has already is not asked for its form again. */
  private void address(String address, String type, String path) {
    if (stored.contains(address)) {
      return;
    }
    switch (type) {
      case "IPv4" -> {
        if (IpRules.legacyIp(errors, path, address, List.of())) {
          ofFamily(address, IpFamily.IPV4, path);
        }
      }
      case "IPv6" -> {
        IpRules.canonicalIp(errors, path, address);
        if (IpAddress.parseLegacy(address).isPresent()) {
          ofFamily(address, IpFamily.IPV6, path);
        }
      }
      case "FQDN" -> domain(address, path);
      default -> {
        // What the type should have been is said once, at addressType.
      }
    }
  }

  private void ofFamily(String address, IpFamily family, String path) {
    if (IpAddress.parseLegacy(address).filter(ip -> ip.family() == family).isEmpty()) {
      errors.invalid(path, address, "must be an " + family + " address");
    }
    IpRules.ordinary(errors, path, address, ownBlock);
  }

  private void domain(String address, String path) {
    String name = address.endsWith(".") ? address.substring(0, address.length() - 1) : address;
    if (address.isEmpty()) {
      errors.required(path, "");
      return;
    }
    List<String> problems = Names.dnsSubdomain(name);
    Names.check(errors, path, address, problems);
    if (problems.isEmpty() && !name.contains(".")) {
      errors.invalid(
          path, address, "should be a domain with at least two segments separated by dots");
    }
  }

  private void hints(JsonNode hints, String path) {
    if (!atMost(hints, MOST_HINTS, path)) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < hints.size(); i++) {
      String name = hints.path(i).path("name").asString("");
      String at = path + "[" + i + "].name";
      if (!seen.add(name)) {
        errors.duplicate(at, name);
      }
      Names.check(errors, at, name, Names.labelValue(name));
    }
  }

  private void ports(JsonNode ports) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String path = "ports[" + i + "]";
      String name = ports.path(i).path("name").asString("");
      if (!name.isEmpty()) {
        Names.check(errors, path + ".name", name, Names.dnsLabel(name));
      }
      if (!names.add(name)) {
        errors.duplicate(path + ".name", name);
      }
      ServicePortRules.protocol(
          errors, path + ".protocol", ports.path(i).path("protocol").asString(""));
      if (ports.path(i) instanceof ObjectNode port) {
        ServicePortRules.appProtocol(errors, path + ".appProtocol", port);
      }
    }
  }

  /** Every address of a stored slice. */
  static Set<String> addresses(JsonNode slice) {
    Set<String> all = new HashSet<>();
    slice
        .path("endpoints")
        .valueStream()
        .flatMap(endpoint -> endpoint.path("addresses").valueStream())
        .forEach(address -> all.add(address.asString("")));
    return all;
  }
}
