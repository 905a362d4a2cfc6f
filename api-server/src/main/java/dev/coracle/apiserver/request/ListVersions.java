// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.FieldError;
import dev.coracle.api.ListOptions;
import java.util.ArrayList;
import java.util.List;

/** The rules for the resourceVersion of a list call, which can only be answered by the newest. */
public final class ListVersions {

  private static final String MATCH = "resourceVersionMatch";

  private ListVersions() {}

  /** Refuses what contradicts itself, whatever the newest revision is. */
  static void requireSense(ListOptions options) {
    List<FieldError> errors = contradictions(options);
    if (!errors.isEmpty()) {
      throw ApiException.invalidOptions("ListOptions", errors);
    }
  }

  /** What contradicts itself, whatever the newest revision is. */
  public static List<FieldError> contradictions(ListOptions options) {
    List<FieldError> errors = new ArrayList<>();
    String match = options.resourceVersionMatch();
    if (match.isEmpty()) {
      return errors;
    }
    if (options.resourceVersion().isEmpty()) {
      errors.add(forbidden("is forbidden unless resourceVersion is provided"));
    }
    if (!options.continueToken().isEmpty()) {
      errors.add(forbidden("is forbidden when continue is provided"));
    }
    if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
      errors.add(FieldError.notSupported(MATCH, match, "Exact", "NotOlderThan", ""));
    }
    if (match.equals("Exact") && options.resourceVersion().equals("0")) {
      errors.add(forbidden("\"exact\" is forbidden for resourceVersion \"0\""));
    }
    return errors;
  }

  private static FieldError forbidden(String why) {
    return FieldError.forbidden(MATCH, MATCH + " " + why);
  }

  static void check(ListOptions options, long newest) {
    String version = options.resourceVersion();
    if (version.isEmpty() || version.equals("0")) {
      return;
    }
    long asked = Watches.revision(version);
    if (asked > newest) {
      throw ApiException.tooLargeResourceVersion(asked, newest);
    }
    if (asked < newest && options.resourceVersionMatch().equals("Exact")) {
      throw ApiException.expired("The resourceVersion for the provided list is too old.");
    }
  }
}
