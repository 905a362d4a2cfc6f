// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

/** One line of a watch: what happened, and the object as it is after it (for DELETED: before). */
public record WatchEvent(Type type, KubeObject object) {

  /** What a watch reports; after ERROR, whose object is a Status, nothing follows. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK,
    ERROR
  }
}
