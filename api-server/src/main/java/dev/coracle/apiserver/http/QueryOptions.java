// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.Json;
import dev.coracle.api.ListOptions;
import dev.coracle.api.Selector;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import java.time.Duration;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** The options of a call, from its query and, for deletions, its body. */
final class QueryOptions {

  private QueryOptions() {}

  static ListOptions list(Exchange exchange, String namespace) {
    return new ListOptions(
        namespace,
        labels(exchange),
        fields(exchange),
        (int) number(exchange, "limit"),
        exchange.query("continue"),
        exchange.query("resourceVersion"),
        exchange.query("resourceVersionMatch"));
  }

  static WatchOptions watch(Exchange exchange, String namespace, String name) {
    boolean initial = exchange.flag("sendInitialEvents");
    if (initial && !exchange.query("resourceVersionMatch").equals("NotOlderThan")) {
      throw ApiException.badRequest(
          "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    return new WatchOptions(
        namespace,
        labels(exchange),
        name.isEmpty() ? fields(exchange) : FieldSelector.of("metadata.name", name),
        exchange.query("resourceVersion"),
        exchange.flag("allowWatchBookmarks"),
        initial,
        Duration.ofSeconds(number(exchange, "timeoutSeconds")));
  }

  static WriteOptions write(Exchange exchange, String subresource) {
    return new WriteOptions(
        subresource,
        dryRun(exchange.queries().getValuesOrEmpty("dryRun")),
        exchange.query("fieldManager"),
        validation(exchange.query("fieldValidation")));
  }

  /** Options may stand in the query or in the body; the body wins. */
  static DeleteOptions delete(Exchange exchange, ObjectNode body) {
    OptionalLong grace = OptionalLong.empty();
    if (body.hasNonNull("gracePeriodSeconds")) {
      grace = OptionalLong.of(body.path("gracePeriodSeconds").asLong());
    } else if (!exchange.query("gracePeriodSeconds").isEmpty()) {
      grace = OptionalLong.of(number(exchange, "gracePeriodSeconds"));
    }
    java.util.List<String> dryRuns =
        body.path("dryRun").isEmpty()
            ? exchange.queries().getValuesOrEmpty("dryRun")
            : body.path("dryRun").valueStream().map(v -> v.asString("")).toList();
    return new DeleteOptions(
        grace,
        propagation(exchange, body),
        Json.textAt(body, "preconditions", "uid"),
        Json.textAt(body, "preconditions", "resourceVersion"),
        dryRun(dryRuns));
  }

  private static Propagation propagation(Exchange exchange, ObjectNode body) {
    String policy = Json.textAt(body, "propagationPolicy");
    if (policy.isEmpty()) {
      policy = exchange.query("propagationPolicy");
    }
    boolean orphan = body.path("orphanDependents").asBoolean(false);
    return switch (policy) {
      case "" -> orphan ? Propagation.ORPHAN : Propagation.DEFAULT;
      case "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default ->
          throw ApiException.of(
              422,
              "Invalid",
              "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \""
                  + policy
                  + "\": supported values: \"Foreground\", \"Background\", \"Orphan\","
                  + " \"nil\"");
    };
  }

  private static Selector labels(Exchange exchange) {
    try {
      return Selector.parse(exchange.query("labelSelector"));
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static FieldSelector fields(Exchange exchange) {
    try {
      return FieldSelector.parse(exchange.query("fieldSelector"));
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static long number(Exchange exchange, String name) {
    String text = exchange.query(name);
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
  }

  private static boolean dryRun(java.util.List<String> values) {
    for (String value : values) {
      if (!value.equals("All")) {
        throw ApiException.of(
            422,
            "Invalid",
            "dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
      }
    }
    return !values.isEmpty();
  }

  private static FieldValidation validation(String value) {
    return switch (value) {
      case "Strict" -> FieldValidation.STRICT;
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      default ->
          throw ApiException.of(
              422,
              "Invalid",
              "fieldValidation: Unsupported value: \""
                  + value
                  + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
    };
  }
}
