// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.patch;

import dev.coracle.api.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7386: objects merge, null removes, everything else replaces. */
public final class MergePatch {
  private MergePatch() {}

  /**
   * The patched copy of the target.
   *
   * @throws PatchException if the patch is not an object
   */
  public static ObjectNode apply(ObjectNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      throw PatchException.badRequest("Invalid JSON Patch");
    }
    return merge(target.deepCopy(), changes);
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode changes) {
    changes.properties().forEach(change -> set(target, change.getKey(), change.getValue()));
    return target;
  }

  private static void set(ObjectNode target, String name, JsonNode change) {
    if (change.isNull()) {
      target.remove(name);
    } else if (change instanceof ObjectNode changes) {
      boolean merges = target.get(name) instanceof ObjectNode;
      ObjectNode child = merges ? (ObjectNode) target.path(name) : Json.object();
      target.set(name, merge(child, changes));
    } else {
      target.set(name, change.deepCopy());
    }
  }
}
