// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.net.Cidr;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
import dev.coracle.apiserver.registry.Values;
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

  /**
   * Version v1 has no topology: a written endpoint loses it, and keeps it only where it was stored
   * otherwise and stays.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/discovery/endpointslice/strategy.go
   * (dropTopologyOnV1)
   */
  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    dropTopology(object);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    if (!Json.same(object.path("endpoints"), old.at("endpoints"))) {
      dropTopology(object);
    }
  }

  private static void dropTopology(ObjectNode slice) {
    for (JsonNode endpoint : slice.path("endpoints")) {
      ((ObjectNode) endpoint).remove("deprecatedTopology");
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
    warnings.addAll(addressWarnings(object));
    return warnings;
  }

  /** The type cannot have changed. */
  @Override
  public List<String> updateWarnings(WriteContext context, ObjectNode object, KubeObject old) {
    return addressWarnings(object);
  }

  /**
   * What is said of accepted addresses; not to the controller, which writes good ones, and many.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/discovery/endpointslice/strategy.go
   * (warnOnBadIPs)
   */
  private static List<String> addressWarnings(ObjectNode slice) {
    String manager = "endpointslice.kubernetes.io/managed-by";
    if (Json.textAt(slice, "metadata", "labels", manager)
        .equals("endpointslice-controller.k8s.io")) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    Values.each(
        slice.path("endpoints"),
        "endpoints",
        (endpoint, path) ->
            Values.each(
                endpoint.path("addresses"),
                path + ".addresses",
                (address, at) -> warnings.addAll(IpRules.ipWarnings(at, address.asString("")))));
    return warnings;
  }

  @Override
  public Set<String> generationMembers() {
    return Set.of("addressType", "endpoints", "ports", "metadata.labels");
  }

  @Override
  public boolean checksMetadataOfUpdates() {
    return false;
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
