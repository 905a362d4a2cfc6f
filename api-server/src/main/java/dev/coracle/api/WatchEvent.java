// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

/** One line of a watch: what happened, and the object as it is after it (for DELETED: before). */
public record WatchEvent(Type type, KubeObject object) {

  /** What a watch reports; after ERROR, whose object is a Status, nothing follows. */
  public enum Type {
    /** The object is new, or matches from now on. */
    ADDED,
    /** The object has changed. */
    MODIFIED,
    /** The object is gone, or matches no more. */
    DELETED,
    /** Nothing happened up to a version, from which a watch can go on. */
    BOOKMARK,
    /** The watch is over; the object is a Status that says why. */
    ERROR
  }
}
