// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.Json;
import dev.coracle.api.ListOptions;
import dev.coracle.api.Selector;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import dev.coracle.apiserver.registry.DeleteOptionsDocument;
import dev.coracle.apiserver.request.Call;
import dev.coracle.apiserver.request.OptionRules;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** The options of a call, from its query and, for deletions, its body. */
final class QueryOptions {

  private QueryOptions() {}

  static ListOptions list(Exchange exchange, String namespace) {
    long limit = exchange.number("limit");
    exchange.number("timeoutSeconds");
    ListOptions options =
        new ListOptions(
            namespace,
            labels(exchange),
            fields(exchange),
            (int) Math.max(0, Math.min(limit, Integer.MAX_VALUE)),
            exchange.query("continue"),
            exchange.query("resourceVersion"),
            exchange.query("resourceVersionMatch"));
    ListRules.list(exchange, options);
    return options;
  }

  /**
   * The options of a watch.
   *
   * @param newest where one begins that wants no initial events and names no revision
   */
  static WatchOptions watch(Exchange exchange, String namespace, String name, long newest) {
    exchange.number("limit");
    Duration timeout = Duration.ofSeconds(exchange.seconds("timeoutSeconds"));
    ListRules.watch(exchange);
    boolean initial = exchange.flag("sendInitialEvents");
    String from = exchange.query("resourceVersion");
    boolean fromAny = from.isEmpty() || from.equals("0");
    boolean fromNow = fromAny && exchange.has("sendInitialEvents") && !initial;
    return new WatchOptions(
        namespace,
        labels(exchange),
        name.isEmpty() ? fields(exchange) : FieldSelector.of("metadata.name", name),
        fromNow ? Long.toString(newest) : from,
        exchange.flag("allowWatchBookmarks"),
        initial,
        timeout);
  }

  static WriteOptions write(Exchange exchange, Call call) {
    OptionRules.check(
        call.info().verb(),
        new OptionRules.Given(
            exchange.has("force"),
            exchange.query("fieldManager"),
            exchange.queries().getValuesOrEmpty("dryRun"),
            exchange.query("fieldValidation")));
    return new WriteOptions(
        call.subresource(),
        exchange.has("dryRun"),
        exchange.query("fieldManager"),
        switch (exchange.query("fieldValidation")) {
          case "Strict" -> FieldValidation.STRICT;
          case "Ignore" -> FieldValidation.IGNORE;
          default -> FieldValidation.WARN;
        });
  }

  /** The options of a deletion that has no body. */
  static DeleteOptions delete(Exchange exchange) {
    ObjectNode options = Json.object();
    if (!exchange.query("gracePeriodSeconds").isEmpty()) {
      options.put("gracePeriodSeconds", exchange.number("gracePeriodSeconds"));
    }
    if (exchange.has("orphanDependents")) {
      options.put("orphanDependents", exchange.flag("orphanDependents"));
    }
    if (exchange.has("propagationPolicy")) {
      options.put("propagationPolicy", exchange.query("propagationPolicy"));
    }
    for (String value : exchange.queries().getValuesOrEmpty("dryRun")) {
      Json.arrayAt(options, "dryRun").add(value);
    }
    return DeleteOptionsDocument.read(options);
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
}
