// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldError;
import dev.coracle.api.ListOptions;
import dev.coracle.apiserver.request.ListVersions;
import java.util.ArrayList;
import java.util.List;

/**
 * What the options of a list or a watch may be, alone and together. Every rule refuses with a 422.
 */
final class ListRules {

  private static final String MATCH = "resourceVersionMatch";
  private static final String INITIAL = "sendInitialEvents";

  private ListRules() {}

  /** What the pipeline does not see is said behind what it does. */
  static void list(Exchange exchange, ListOptions options) {
    if (exchange.has(INITIAL)) {
      List<FieldError> errors = new ArrayList<>(ListVersions.contradictions(options));
      errors.add(FieldError.forbidden(INITIAL, INITIAL + " is forbidden for list"));
      throwIfAny("ListOptions", errors);
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

  private static void throwIfAny(String kind, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalidOptions(kind, errors);
    }
  }
}
