// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.List;

/**
 * One answer to a list call: the objects, the revision they were read at and, where the list goes
 * on, the token that fetches the next part.
 */
public record KubeList(
    List<KubeObject> items, String resourceVersion, String continueToken, long remaining) {

  public KubeList {
    items = List.copyOf(items);
  }

  /** A whole list. */
  public static KubeList of(List<KubeObject> items, String resourceVersion) {
    return new KubeList(items, resourceVersion, "", 0);
  }
}
