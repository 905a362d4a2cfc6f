// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.fields;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.auth.RequestInfo;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The step of a write that says who owns which of its fields, asked for every object, and every
 * part of one, that is about to be stored.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management">
 *     Field management</a>
 */
@FunctionalInterface
public interface FieldOwnership {

  /** Nothing is owned: no object has {@code managedFields}, whatever a client sends. */
  FieldOwnership NONE =
      (request, object, old) -> Json.objectAt(object, "metadata").remove("managedFields");

  /**
   * Settles {@code metadata.managedFields}.
   *
   * @param request who writes: {@link RequestInfo#fieldManager} by its options and program
   * @param object the object in the form that is stored, to be changed
   * @param old the object before; empty in a creation
   */
  void own(RequestInfo request, ObjectNode object, Optional<KubeObject> old);
}
