// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.NameRule;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.TableColumns.Column;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to IPAddresses: their name is an address, and who uses it never changes. */
public final class IpAddressStrategy implements ResourceStrategy {

  private static final String PATH = "spec.parentRef";

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              new Column("ParentRef", "string", "", 0, (o, now) -> parent(o))));

  private static String parent(KubeObject address) {
    JsonNode parent = address.at("spec", "parentRef");
    if (!parent.isObject()) {
      return "<none>";
    }
    String group = parent.path("group").asString("");
    String namespace = parent.path("namespace").asString("");
    String resource = parent.path("resource").asString("") + (group.isEmpty() ? "" : "." + group);
    return resource.toLowerCase(Locale.ROOT)
        + (namespace.isEmpty() ? "" : "/" + namespace)
        + "/"
        + parent.path("name").asString("");
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode parent = Json.at(object, "spec", "parentRef");
    if (!parent.isObject()) {
      errors.required(PATH, "");
      return;
    }
    String group = parent.path("group").asString("");
    if (!group.isEmpty()) {
      Names.check(errors, PATH + ".group", group, Names.dnsSubdomain(group));
    }
    for (String member : List.of("resource", "name")) {
      if (required(parent, member, errors)) {
        segment(parent, member, errors);
      }
    }
    segment(parent, "namespace", errors);
  }

  private static boolean required(JsonNode parent, String member, FieldErrors errors) {
    return !parent.isObject() || Values.required(errors, parent, PATH, member);
  }

  private static void segment(JsonNode parent, String member, FieldErrors errors) {
    String value = Values.text(parent, member);
    Names.check(errors, PATH + "." + member, value, Names.pathSegment(value));
  }

  /**
   * The reference stays what it was, so its form was judged when the address was taken. What is
   * declared to be required is so all the same.
   */
  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    JsonNode parent = Json.at(object, "spec", "parentRef");
    if (!parent.equals(old.at("spec", "parentRef"))) {
      required(parent, "resource", errors);
      required(parent, "name", errors);
      errors.invalid(PATH, parent, Values.IMMUTABLE);
    }
  }

  @Override
  public NameRule nameRule() {
    return NameRule.IP_ADDRESS;
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
