// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.apiserver.schema.BodyDecoder;
import dev.coracle.apiserver.schema.DecodeException;
import dev.coracle.apiserver.schema.Decoded;
import dev.coracle.apiserver.schema.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The forms of patches, applied to a kind's objects. */
final class Patches {

  private final Kind kind;

  Patches(Kind kind) {
    this.kind = kind;
  }

  /** The changed copy of an object, read again as its kind, with what strict reading objects to. */
  Decoded apply(Patch patch, KubeObject old) {
    ObjectNode patched = patched(patch, old.tree());
    try {
      return BodyDecoder.decode(patched, kind);
    } catch (DecodeException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode patched(Patch patch, ObjectNode old) {
    return switch (patch.type()) {
      case MERGE, STRATEGIC -> merge(old.deepCopy(), patch.body());
      case JSON -> throw ApiException.notImplemented("JSON patch");
      case APPLY -> throw ApiException.notImplemented("server-side apply");
    };
  }

  private static ObjectNode merge(ObjectNode into, JsonNode patch) {
    patch
        .properties()
        .forEach(
            e -> {
              JsonNode value = e.getValue();
              if (value.isNull()) {
                into.remove(e.getKey());
              } else if (value.isObject()) {
                ObjectNode child =
                    into.get(e.getKey()) instanceof ObjectNode object ? object : into.objectNode();
                into.set(e.getKey(), merge(child, value));
              } else {
                into.set(e.getKey(), value);
              }
            });
    return into;
  }
}
