// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static java.util.stream.Collectors.joining;

import dev.coracle.api.KubeObject;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
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
    } else if (cidrs.size() > 2) {
      errors.invalid(PATH, cidrs, "may only hold up to 2 values");
    } else if (cidrs.size() == 2 && !isDual(cidrs)) {
      errors.invalid(
          PATH,
          cidrs,
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
              + " 2001:db8::/64");
    } else {
      for (int i = 0; i < cidrs.size(); i++) {
        IpRules.canonicalCidr(errors, PATH + "[" + i + "]", cidrs.path(i).asString(""));
      }
    }
  }

  private static boolean isDual(JsonNode cidrs) {
    List<IpFamily> families =
        cidrs
            .valueStream()
            .flatMap(cidr -> Cidr.parseLegacy(cidr.asString("")).stream())
            .map(Cidr::family)
            .distinct()
            .toList();
    return families.size() == 2;
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    JsonNode before = old.at("spec", "cidrs");
    JsonNode after = object.path("spec").path("cidrs");
    for (int i = 0; i < before.size(); i++) {
      if (!before.path(i).equals(after.path(i))) {
        errors.invalid(PATH + "[" + i + "]", after.path(i), "field is immutable");
      }
    }
    validate(context, object, errors);
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
