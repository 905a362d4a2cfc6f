// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Events, which are stored in their core form. */
public final class EventStrategy implements ResourceStrategy {

  private static final int LONGEST_NOTE = 1024;
  private static final int LONGEST_WORD = 128;

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

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    checkNamespace(object, errors);
    // Events of the older form carry no eventTime, and Kubernetes checks nothing more of them.
    if (!Values.isEmpty(object, "eventTime")) {
      checkWords(object, errors);
    }
  }

  private static void checkNamespace(ObjectNode event, FieldErrors errors) {
    String namespace = Json.textAt(event, "metadata", "namespace");
    String involved = Json.textAt(event, "involvedObject", "namespace");
    boolean fits =
        involved.isEmpty()
            ? namespace.equals("default") || namespace.equals("kube-system")
            : involved.equals(namespace);
    if (!fits) {
      errors.invalid("involvedObject.namespace", involved, "does not match event.namespace");
    }
  }

  private static void checkWords(ObjectNode event, FieldErrors errors) {
    if (Values.isEmpty(event, "reportingComponent")) {
      errors.required("reportingController", "");
    } else {
      Labels.checkKey(errors, "reportingController", Values.text(event, "reportingComponent"));
    }
    for (String member : List.of("reportingInstance", "action", "reason")) {
      String value = Values.text(event, member);
      if (value.isEmpty()) {
        errors.required(member, "");
      } else if (value.length() > LONGEST_WORD) {
        errors.invalid(member, "", "can have at most 128 characters");
      }
    }
    if (Values.text(event, "message").length() > LONGEST_NOTE) {
      errors.invalid("message", "", "can have at most 1024 characters");
    }
    String type = Values.text(event, "type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.add(FieldError.invalid("type", "", "has invalid value: " + type));
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
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
  public TableColumns columns() {
    return COLUMNS;
  }
}
