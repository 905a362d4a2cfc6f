// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.KubeObject;
import dev.coracle.api.net.Cidr;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to EndpointSlices: good addresses, of a type that never changes. */
public final class EndpointSliceStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              new Column("AddressType", "string", "", 0, (o, now) -> o.text("addressType")),
              new Column("Ports", "string", "", 0, (o, now) -> ports(o)),
              new Column("Endpoints", "string", "", 0, (o, now) -> endpoints(o)),
              TableColumns.age()));

  private final Optional<Cidr> ownBlock;

  public EndpointSliceStrategy(RegistryOptions options) {
    this.ownBlock = Cidr.parseLegacy(options.addressBlock());
  }

  private static String ports(KubeObject slice) {
    return EndpointsColumns.some(
        slice.at("ports").valueStream().map(EndpointSliceStrategy::port).toList(), "<unset>");
  }

  private static String port(JsonNode port) {
    String name = port.path("name").asString("");
    return port.hasNonNull("port") ? port.path("port").asString("") : name.isEmpty() ? "*" : name;
  }

  private static String endpoints(KubeObject slice) {
    return EndpointsColumns.some(
        slice
            .at("endpoints")
            .valueStream()
            .flatMap(endpoint -> endpoint.path("addresses").valueStream())
            .map(address -> address.asString(""))
            .toList(),
        "<unset>");
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    for (JsonNode port : object.path("ports")) {
      if (port instanceof ObjectNode tree) {
        if (!tree.hasNonNull("name")) {
          tree.put("name", "");
        }
        if (!tree.hasNonNull("protocol")) {
          tree.put("protocol", "TCP");
        }
      }
    }
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    new EndpointSliceRules(Set.of(), ownBlock, errors).check(object);
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    new EndpointSliceRules(EndpointSliceRules.addresses(old.tree()), ownBlock, errors)
        .check(object);
    if (!object.path("addressType").equals(old.at("addressType"))) {
      errors.invalid("addressType", object.path("addressType"), "field is immutable");
    }
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    List<String> warnings = new ArrayList<>();
    if (object.path("addressType").asString("").equals("FQDN")) {
      warnings.add("spec.addressType: FQDN endpoints are deprecated");
    }
    return warnings;
  }

  @Override
  public Set<String> generationMembers() {
    return Set.of("addressType", "endpoints", "ports", "metadata.labels");
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
