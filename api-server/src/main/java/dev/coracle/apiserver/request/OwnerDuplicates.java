// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Owner references that are given twice, which are taken once, with a warning.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/rest.go">
 *     dedupOwnerReferencesAndAddWarning</a>
 */
final class OwnerDuplicates {

  private static final String WARNING =
      ".metadata.ownerReferences contains duplicate entries%s; API server dedups owner references in"
          + " 1.20+, and may reject such requests as early as 1.24; please fix your requests;"
          + " duplicate UID(s) observed: [%s]";

  private OwnerDuplicates() {}

  /** Drops what a client has sent twice. */
  static void drop(Call call, ObjectNode object) {
    drop(call, object, "");
  }

  /** Drops what there is twice since admission has changed the object. */
  static void dropAfterAdmission(Call call, ObjectNode object) {
    drop(call, object, " after mutating admission happens");
  }

  private static void drop(Call call, ObjectNode object, String when) {
    if (!(Json.at(object, "metadata", "ownerReferences") instanceof ArrayNode owners)
        || owners.size() < 2) {
      return;
    }
    Set<JsonNode> once = new LinkedHashSet<>();
    List<String> twice = new ArrayList<>();
    for (JsonNode owner : owners) {
      if (!once.add(owner)) {
        twice.add(Json.textAt(owner, "uid"));
      }
    }
    if (!twice.isEmpty()) {
      owners.removeAll();
      owners.addAll(once);
      call.warn(WARNING.formatted(when, String.join(" ", twice)));
    }
  }
}
