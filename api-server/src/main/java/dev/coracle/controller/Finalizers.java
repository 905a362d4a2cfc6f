// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of an object's finalizers, each of which holds for exactly this version of it. Pure. */
public final class Finalizers {

  private Finalizers() {}

  public static Patch with(KubeObject object, String finalizer) {
    return patch(object, others(object, finalizer).add(finalizer));
  }

  public static Patch without(KubeObject object, String finalizer) {
    return patch(object, others(object, finalizer));
  }

  private static ArrayNode others(KubeObject object, String finalizer) {
    ArrayNode others = Json.array();
    object.finalizers().stream().filter(f -> !f.equals(finalizer)).forEach(others::add);
    return others;
  }

  private static Patch patch(KubeObject object, ArrayNode finalizers) {
    return Patch.merge(
        body -> {
          ObjectNode metadata = body.putObject("metadata").put("uid", object.uid());
          metadata.put("resourceVersion", object.resourceVersion());
          metadata.set("finalizers", finalizers);
        });
  }
}
