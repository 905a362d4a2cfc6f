// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;

/** Creations of objects that may be there already, or whose Namespace may be going. */
public final class Creations {

  private Creations() {}

  /** Creates an object; does nothing where somebody else has, or where nothing may be made. */
  public static void create(KubeClient client, ResourceType type, KubeObject object) {
    try {
      client.create(type, object);
    } catch (ApiException e) {
      if (!e.isAlreadyExists() && !e.isNotFound() && !PodControl.isNamespaceTerminating(e)) {
        throw e;
      }
    }
  }
}
