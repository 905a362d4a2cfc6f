// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;

/** An object that is not ready yet, and what it lacks. */
record Missing(ResourceType type, KubeObject object, String what) {

  /** Whether it belongs to another object, which then is not ready either. */
  boolean isOwned() {
    return object.controller().isPresent();
  }

  @Override
  public String toString() {
    return type.kind() + " " + object.key() + ": " + what;
  }
}
