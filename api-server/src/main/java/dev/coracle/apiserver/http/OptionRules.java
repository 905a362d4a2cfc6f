// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/** What the options of a call may be, alone and together. Every rule refuses with a 422. */
final class OptionRules {

  private static final String MATCH = "resourceVersionMatch";
  private static final String INITIAL = "sendInitialEvents";
  private static final int LONGEST_MANAGER = 128;

  private OptionRules() {}

  /** What the pipeline does not see; it has the other rules of lists itself. */
  static void list(Exchange exchange) {
    if (exchange.has(INITIAL)) {
      throwIfAny(
          "ListOptions",
          List.of(FieldError.forbidden(INITIAL, INITIAL + " is forbidden for list")));
    }
  }

  static void watch(Exchange exchange) {
    List<FieldError> errors = new ArrayList<>();
    String match = exchange.query(MATCH);
    if (exchange.has(INITIAL) && !match.equals("NotOlderThan")) {
      errors.add(
          FieldError.forbidden(
              MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!match.isEmpty()) {
      if (!exchange.has(INITIAL)) {
        errors.add(forbiddenMatch("is forbidden for watch unless sendInitialEvents is provided"));
      }
      if (!match.equals("NotOlderThan")) {
        errors.add(FieldError.notSupported(MATCH, match, "NotOlderThan"));
      }
      if (!exchange.query("continue").isEmpty()) {
        errors.add(forbiddenMatch("is forbidden when continue is provided"));
      }
    }
    throwIfAny("ListOptions", errors);
  }

  private static FieldError forbiddenMatch(String why) {
    return FieldError.forbidden(MATCH, MATCH + " " + why);
  }

  /** The rules of CreateOptions, UpdateOptions and PatchOptions. */
  static void write(Exchange exchange) {
    List<FieldError> errors = new ArrayList<>();
    if (exchange.method().equals("PATCH") && exchange.has("force")) {
      errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    manager(exchange.query("fieldManager"), errors);
    dryRun(exchange.queries().getValuesOrEmpty("dryRun"), errors);
    String validation = exchange.query("fieldValidation");
    if (!List.of("", "Ignore", "Strict", "Warn").contains(validation)) {
      errors.add(
          FieldError.notSupported("fieldValidation", validation, "", "Ignore", "Strict", "Warn"));
    }
    String kind =
        switch (exchange.method()) {
          case "POST" -> "CreateOptions";
          case "PUT" -> "UpdateOptions";
          default -> "PatchOptions";
        };
    throwIfAny(kind, errors);
  }

  private static void manager(String name, List<FieldError> errors) {
    if (name.length() > LONGEST_MANAGER) {
      errors.add(FieldError.tooLong("fieldManager", LONGEST_MANAGER));
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        errors.add(
            FieldError.invalid(
                "fieldManager",
                name,
                "should only contain printable characters (at position " + i + ")"));
      }
    }
  }

  /** The rules of DeleteOptions. */
  static void delete(String propagation, boolean hasOrphanDependents, List<String> dryRuns) {
    List<FieldError> errors = new ArrayList<>();
    if (hasOrphanDependents && !propagation.isEmpty()) {
      errors.add(
          FieldError.invalid(
              "propagationPolicy",
              propagation,
              "orphanDependents and deletionPropagation cannot be both set"));
    }
    if (!List.of("", "Foreground", "Background", "Orphan").contains(propagation)) {
      errors.add(
          FieldError.notSupported(
              "propagationPolicy", propagation, "Foreground", "Background", "Orphan", "nil"));
    }
    dryRun(dryRuns, errors);
    throwIfAny("DeleteOptions", errors);
  }

  private static void dryRun(List<String> values, List<FieldError> errors) {
    if (!values.stream().allMatch("All"::equals)) {
      ArrayNode shown = Json.array();
      values.forEach(shown::add);
      errors.add(FieldError.notSupported("dryRun", shown, "All"));
    }
  }

  private static void throwIfAny(String kind, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalidOptions(kind, errors);
    }
  }
}
