// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.apiserver.codec.BodyDecoder;
import dev.coracle.apiserver.codec.DecodeException;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import tools.jackson.databind.node.ObjectNode;

/** An object as admission from outside has changed it, read again as one of its kind. */
final class AdmittedObject {

  private AdmittedObject() {}

  /**
   * The object without what its kind does not know, and with its defaults.
   *
   * @throws ApiException 500 when a value is of the wrong type: the client is not to blame. See <a
   *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/admission/plugin/webhook/mutating/dispatcher.go">
   *     callAttrMutatingHook</a>
   */
  static ObjectNode read(Kinds kinds, Kind kind, ObjectNode changed) {
    try {
      ObjectNode object = new BodyDecoder(kinds).decode(changed, kind).object();
      kind.schema().applyDefaults(object);
      return object;
    } catch (DecodeException e) {
      throw ApiException.internal(Patches.withoutKind(e));
    }
  }
}
