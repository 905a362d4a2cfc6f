// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The comparison of document trees, and writes of nothing but what differs. */
public final class DocumentTrees {

  private static final int TRIES = 5;

  private DocumentTrees() {}

  public static boolean same(JsonNode a, JsonNode b) {
    return Json.same(a, b);
  }

  /** A moment as it stands in documents, to the second. */
  public static String timestamp(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Writes a status where it differs from the one that is there; returns the newest object. */
  public static KubeObject writeStatus(
      KubeClient client, ResourceType type, KubeObject object, ObjectNode status) {
    JsonNode old = object.at("status");
    if (old.isObject() && same(old, status)) {
      return object;
    }
    return updateStatus(client, type, object, tree -> tree.set("status", status));
  }

  /**
   * Changes an object by its status, as the roles of the controllers allow it, and begins again
   * from the newest when somebody else was faster; returns the newest object.
   */
  public static KubeObject updateStatus(
      KubeClient client, ResourceType type, KubeObject object, Consumer<ObjectNode> change) {
    KubeObject newest = object;
    for (int attempt = 1; ; attempt++) {
      try {
        return client.updateStatus(type, newest.edit(change));
      } catch (ApiException e) {
        if (!e.isConflict() || attempt == TRIES) {
          throw e;
        }
      }
      newest = client.get(type, object.key());
      if (!newest.uid().equals(object.uid())) {
        throw ApiException.notFound(type, object.name());
      }
    }
  }

  /** A merge patch that holds only for the object it was made for. */
  public static Patch patchOf(KubeObject object, Consumer<ObjectNode> fill) {
    return Patch.merge(
        body -> {
          body.putObject("metadata").put("uid", object.uid());
          fill.accept(body);
        });
  }

  /** The number, left out where it is zero. */
  public static void putCount(ObjectNode node, String member, int count) {
    if (count != 0) {
      node.put(member, count);
    }
  }
}
