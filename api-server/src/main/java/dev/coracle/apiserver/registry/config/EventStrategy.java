// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.NameRule;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.WriteContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Events, which are stored in their core form. */
public final class EventStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              new TableColumns.Column("Last Seen", "string", "", 0, EventStrategy::lastSeen),
              Columns.text("Type", event -> event.text("type")),
              Columns.text("Reason", event -> event.text("reason")),
              Columns.text("Object", EventStrategy::involved),
              Columns.wide("Subobject", event -> event.text("involvedObject", "fieldPath")),
              Columns.wide("Source", EventStrategy::source),
              Columns.text("Message", event -> event.text("message").strip()),
              new TableColumns.Column("First Seen", "string", "", 1, EventStrategy::firstSeen),
              new TableColumns.Column("Count", "string", "", 1, (event, now) -> count(event)),
              new TableColumns.Column("Name", "string", "name", 1, (event, now) -> event.name())));

  private static String firstSeen(KubeObject event, Instant now) {
    String first = event.text("firstTimestamp");
    return Columns.since(first.isEmpty() ? event.text("eventTime") : first, now);
  }

  private static String lastSeen(KubeObject event, Instant now) {
    String last = event.text("series", "lastObservedTime");
    if (last.isEmpty()) {
      last = event.text("lastTimestamp");
    }
    return last.isEmpty() ? firstSeen(event, now) : Columns.since(last, now);
  }

  /** An event of the newer API that happened once has no count. */
  private static Long count(KubeObject event) {
    long series = event.at("series", "count").asLong(0);
    return series > 0 ? series : Math.max(1, event.at("count").asLong(1));
  }

  private static String involved(KubeObject event) {
    String kind = event.text("involvedObject", "kind").toLowerCase(Locale.ROOT);
    String name = event.text("involvedObject", "name");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String source(KubeObject event) {
    String component = first(event.text("source", "component"), event.text("reportingComponent"));
    String instance = first(event.text("source", "host"), event.text("reportingInstance"));
    return instance.isEmpty() ? component : component + ", " + instance;
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /** Only the newer API says how an Event is called. */
  @Override
  public NameRule nameRule(WriteContext context) {
    return isStrict(context) ? NameRule.DNS_SUBDOMAIN : NameRule.PATH_SEGMENT;
  }

  private static boolean isStrict(WriteContext context) {
    return !context.type().equals(ResourceType.EVENTS);
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    EventRules.check(object, errors);
    if (isStrict(context)) {
      EventRules.checkNew(object, errors);
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    EventRules.check(object, errors);
    if (isStrict(context)) {
      EventRules.checkChanged(object, old, errors);
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public Set<String> selectableFields() {
    return Set.of(
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type");
  }

  @Override
  public String selectableField(KubeObject object, String field) {
    if (field.equals("source")) {
      JsonNode component = object.at("source", "component");
      return first(component.asString(""), object.text("reportingComponent"));
    }
    return ResourceStrategy.super.selectableField(object, field);
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
