// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.net.Cidr;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Endpoints, the older form of EndpointSlices. */
public final class EndpointsStrategy implements ResourceStrategy {

  private final Optional<Cidr> ownBlock;

  public EndpointsStrategy(RegistryOptions options) {
    this.ownBlock = Cidr.parseLegacy(options.addressBlock());
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    for (JsonNode subset : object.path("subsets")) {
      for (JsonNode port : subset.path("ports")) {
        if (port instanceof ObjectNode tree) {
          Json.defaultText(tree, "protocol", "TCP");
        }
      }
    }
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    subsets(object.path("subsets"), Set.of(), errors);
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    Set<String> stored = new HashSet<>();
    for (JsonNode subset : old.at("subsets")) {
      subset.path("addresses").forEach(a -> stored.add(a.path("ip").asString("")));
      subset.path("notReadyAddresses").forEach(a -> stored.add(a.path("ip").asString("")));
    }
    subsets(object.path("subsets"), stored, errors);
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  private void subsets(JsonNode subsets, Set<String> stored, FieldErrors errors) {
    for (int i = 0; i < subsets.size(); i++) {
      JsonNode subset = subsets.path(i);
      String path = "subsets[" + i + "]";
      if (subset.path("addresses").isEmpty() && subset.path("notReadyAddresses").isEmpty()) {
        errors.required(path, "must specify `addresses` or `notReadyAddresses`");
      }
      for (String member : List.of("addresses", "notReadyAddresses")) {
        JsonNode addresses = subset.path(member);
        for (int j = 0; j < addresses.size(); j++) {
          address(addresses.path(j), path + "." + member + "[" + j + "]", stored, errors);
        }
      }
      ports(subset.path("ports"), path, errors);
    }
  }

  private void address(JsonNode address, String path, Set<String> stored, FieldErrors errors) {
    String ip = address.path("ip").asString("");
    boolean unused = IpRules.legacyIp(errors, path + ".ip", ip, stored);
    name(address, "hostname", path, errors);
    if (address.hasNonNull("nodeName")) {
      String node = address.path("nodeName").asString("");
      Names.check(errors, path + ".nodeName", node, Names.dnsSubdomain(node));
    }
    IpRules.ordinary(errors, path + ".ip", ip, ownBlock);
  }

  private static void ports(JsonNode ports, String subset, FieldErrors errors) {
    for (int i = 0; i < ports.size(); i++) {
      String path = subset + ".ports[" + i + "]";
      if (ports.size() > 1 && ports.path(i).path("name").asString("").isEmpty()) {
        errors.required(path + ".name", "");
      }
      name(ports.path(i), "name", path, errors);
      int port = ports.path(i).path("port").asInt(0);
      if (port < 1 || port > 65535) {
        errors.invalid(path + ".port", port, ServicePortRules.PORT_NUMBER);
      }
      ServicePortRules.protocol(
          errors, path + ".protocol", ports.path(i).path("protocol").asString(""));
      if (ports.path(i) instanceof ObjectNode tree) {
        ServicePortRules.appProtocol(errors, path + ".appProtocol", tree);
      }
    }
  }

  private static void name(JsonNode tree, String member, String path, FieldErrors errors) {
    String value = tree.path(member).asString("");
    if (!value.isEmpty()) {
      Names.check(errors, path + "." + member, value, Names.dnsLabel(value));
    }
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    List<String> warnings = new ArrayList<>();
    Values.each(
        object.path("subsets"),
        "subsets",
        (subset, path) -> {
          warnings.addAll(addressWarnings(subset, path, "addresses"));
          warnings.addAll(addressWarnings(subset, path, "notReadyAddresses"));
        });
    return warnings;
  }

  private static List<String> addressWarnings(JsonNode subset, String path, String member) {
    List<String> warnings = new ArrayList<>();
    Values.each(
        subset.path(member),
        path + "." + member,
        (address, at) ->
            warnings.addAll(IpRules.ipWarnings(at + ".ip", Values.text(address, "ip"))));
    return warnings;
  }

  @Override
  public List<String> deprecations() {
    return List.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
  }

  @Override
  public TableColumns columns() {
    return EndpointsColumns.COLUMNS;
  }
}
