// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules of Events in their stored, core form. Those written as core Events keep few rules, for
 * old clients' sake; those of events.k8s.io/v1 keep all. Fields are called as in neither of the two
 * but as in Kubernetes' own types.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/events.go">validation/events.go</a>
 */
final class EventRules {

  private static final int LONGEST_NOTE = 1024;
  private static final int LONGEST_WORD = 128;

  /** What the newer API does not let change, from its stored name to that of the error. */
  private static final List<Map.Entry<String, String>> FIXED =
      List.of(
          Map.entry("involvedObject", "involvedObject"),
          Map.entry("reason", "reason"),
          Map.entry("message", "message"),
          Map.entry("source", "source"),
          Map.entry("firstTimestamp", "firstTimestamp"),
          Map.entry("lastTimestamp", "lastTimestamp"),
          Map.entry("count", "count"),
          // Twice, as in the real server.
          Map.entry("reason", "reason"),
          Map.entry("type", "type"),
          Map.entry("eventTime", "eventTime"),
          Map.entry("action", "action"),
          Map.entry("related", "related"),
          Map.entry("reportingComponent", "reportingController"),
          Map.entry("reportingInstance", "reportingInstance"));

  private EventRules() {}

  /** What all Events keep to. */
  static void check(ObjectNode event, FieldErrors errors) {
    checkNamespace(event, errors);
    // Only Events of the newer form carry an eventTime, however they are written.
    if (!Values.isEmpty(event, "eventTime")) {
      checkWords(event, errors);
    }
  }

  private static void checkNamespace(ObjectNode event, FieldErrors errors) {
    String namespace = Json.textAt(event, "metadata", "namespace");
    String involved = Json.textAt(event, "involvedObject", "namespace");
    boolean newer = !Values.isEmpty(event, "eventTime");
    boolean fits =
        involved.isEmpty()
            ? namespace.equals("default") || newer && namespace.equals("kube-system")
            : newer || involved.equals(namespace);
    if (!fits) {
      errors.invalid("involvedObject.namespace", involved, "does not match event.namespace");
    }
  }

  private static void checkWords(ObjectNode event, FieldErrors errors) {
    String controller = Values.text(event, "reportingComponent");
    if (controller.isEmpty()) {
      errors.required("reportingController", "");
    }
    Labels.checkKey(errors, "reportingController", controller);
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
  }

  /** What an Event made through the newer API keeps to besides. */
  static void checkNew(ObjectNode event, FieldErrors errors) {
    checkSeries(event, errors);
    if (Values.isEmpty(event, "eventTime")) {
      errors.required("eventTime", "");
    }
    String type = Values.text(event, "type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.invalid("type", "", "has invalid value: " + type);
    }
    for (String old : List.of("firstTimestamp", "lastTimestamp")) {
      if (!Values.isEmpty(event, old)) {
        errors.invalid(old, "", "needs to be unset");
      }
    }
    if (event.path("count").asLong(0) != 0) {
      errors.invalid("count", "", "needs to be unset");
    }
    if (event.path("source").valueStream().anyMatch(part -> !part.asString("").isEmpty())) {
      errors.invalid("source", "", "needs to be unset");
    }
  }

  private static void checkSeries(ObjectNode event, FieldErrors errors) {
    if (!(event.get("series") instanceof ObjectNode series)) {
      return;
    }
    if (series.path("count").asLong(0) < 2) {
      errors.invalid("series.count", "", "should be at least 2");
    }
    if (Values.isEmpty(series, "lastObservedTime")) {
      errors.required("series.lastObservedTime", "");
    }
  }

  /** What an Event changed through the newer API keeps to besides. */
  static void checkChanged(ObjectNode event, KubeObject old, FieldErrors errors) {
    if (!Json.same(event.path("series"), old.at("series"))) {
      checkSeries(event, errors);
    }
    for (Map.Entry<String, String> field : FIXED) {
      JsonNode now = event.path(field.getKey());
      if (!Json.same(now, old.at(field.getKey()))) {
        errors.invalid(field.getValue(), shown(field.getKey(), now), "field is immutable");
      }
    }
  }

  /** A text that was taken away is shown as an empty one. */
  private static JsonNode shown(String member, JsonNode value) {
    boolean text = !List.of("involvedObject", "source", "related", "count").contains(member);
    return text && value.isMissingNode() ? Json.object().put(member, "").path(member) : value;
  }
}
