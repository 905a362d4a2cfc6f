// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;

/** Deletions of objects that may have gone already, or have been made anew. */
public final class Deletions {

  private Deletions() {}

  /** Deletes an object; does nothing where it has gone or another has taken its name. */
  public static void delete(
      KubeClient client, ResourceType type, KubeObject object, DeleteOptions options) {
    try {
      client.delete(type, object.key(), options.onlyUid(object.uid()));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  public static void delete(KubeClient client, ResourceType type, KubeObject object) {
    delete(client, type, object, DeleteOptions.NORMAL);
  }
}
