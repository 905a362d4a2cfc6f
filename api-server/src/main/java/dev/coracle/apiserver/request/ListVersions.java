// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.ListOptions;

/** The rules for the resourceVersion of a list call, which can only be answered by the newest. */
final class ListVersions {

  private ListVersions() {}

  static void check(ListOptions options, long newest) {
    String version = options.resourceVersion();
    String match = options.resourceVersionMatch();
    if (!match.isEmpty() && version.isEmpty()) {
      throw ApiException.badRequest(
          "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (version.isEmpty() || version.equals("0")) {
      return;
    }
    long asked = Watches.revision(version);
    if (asked > newest) {
      throw ApiException.of(
          504, "Timeout", "Too large resource version: " + asked + ", current: " + newest);
    }
    if (asked < newest && match.equals("Exact")) {
      throw ApiException.expired("The resourceVersion for the provided list is too old.");
    }
  }
}
