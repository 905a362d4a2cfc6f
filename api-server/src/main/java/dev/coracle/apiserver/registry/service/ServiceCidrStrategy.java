// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static java.util.stream.Collectors.joining;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to ServiceCIDRs: one or two blocks, which stay once they are set. */
public final class ServiceCidrStrategy implements ResourceStrategy {

  private static final String PATH = "spec.cidrs";

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              new Column("CIDRs", "string", "", 0, (o, now) -> cidrs(o)),
              TableColumns.age()));

  /**
   * Reads the ranges a cluster is started with: one, or one per family with a comma between.
   *
   * @throws IllegalArgumentException when they are none
   */
  static List<Cidr> parse(String text) {
    return Stream.of(text.split(",", -1))
        .map(
            part ->
                Cidr.parseLegacy(part.strip())
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "service CIDR: "
                                    + text
                                    + " (expected: one block per family, as in 10.96.0.0/16)")))
        .toList();
  }

  private static String cidrs(KubeObject serviceCidr) {
    return serviceCidr
        .at("spec", "cidrs")
        .valueStream()
        .map(cidr -> cidr.asString(""))
        .collect(joining(","));
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode cidrs = object.path("spec").path("cidrs");
    if (cidrs.isEmpty()) {
      errors.required(PATH, "at least one CIDR required");
      return;
    }
    if (cidrs.size() > 2) {
      // The whole spec is shown, though the path is that of the list.
      errors.invalid(PATH, Json.object().set("CIDRs", cidrs), "may only hold up to 2 values");
      return;
    }
    Values.each(
        cidrs, PATH, (cidr, path) -> IpRules.canonicalCidr(errors, path, cidr.asString("")));
    if (cidrs.size() == 2 && isOfOneFamily(cidrs)) {
      errors.invalid(
          PATH,
          cidrs,
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
              + " 2001:db8::/64");
    }
  }

  /** Whether both are blocks, and of the same family. */
  private static boolean isOfOneFamily(JsonNode cidrs) {
    List<IpFamily> families =
        cidrs
            .valueStream()
            .flatMap(cidr -> Cidr.parseLegacy(cidr.asString("")).stream())
            .map(Cidr::family)
            .toList();
    return families.size() == 2 && families.get(0) == families.get(1);
  }

  /**
   * A second block may be added, for the other family; nothing else changes.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/networking/validation/validation.go
   * (ValidateServiceCIDRUpdate)
   */
  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    JsonNode before = old.at("spec", "cidrs");
    JsonNode after = object.path("spec").path("cidrs");
    boolean widened = before.size() == 1 && after.size() == 2;
    if (!widened && before.size() != after.size()) {
      errors.invalid(PATH, after, Values.IMMUTABLE);
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!before.path(i).equals(after.path(i))) {
        errors.invalid(PATH + "[" + i + "]", after.path(i), Values.IMMUTABLE);
      }
    }
    if (widened) {
      validate(context, object, errors);
    }
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
