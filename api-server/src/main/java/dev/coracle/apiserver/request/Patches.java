// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.apiserver.patch.JsonPatch;
import dev.coracle.apiserver.patch.MergePatch;
import dev.coracle.apiserver.patch.PatchException;
import dev.coracle.apiserver.patch.StrategicMergePatch;
import dev.coracle.apiserver.schema.BodyDecoder;
import dev.coracle.apiserver.schema.DecodeException;
import dev.coracle.apiserver.schema.Decoded;
import dev.coracle.apiserver.schema.Kind;
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
    try {
      return switch (patch.type()) {
        case MERGE -> MergePatch.apply(old, patch.body());
        case STRATEGIC -> StrategicMergePatch.apply(old, patch.body(), kind.root().orElseThrow());
        case JSON -> JsonPatch.apply(old, patch.body());
        case APPLY -> throw ApiException.notImplemented("server-side apply");
      };
    } catch (PatchException e) {
      throw ApiException.of(e.code(), e.reason(), String.valueOf(e.getMessage()));
    }
  }
}
