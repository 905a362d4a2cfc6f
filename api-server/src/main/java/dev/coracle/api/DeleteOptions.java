// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.OptionalLong;

/**
 * How an object is deleted.
 *
 * @param gracePeriodSeconds empty: the object's own
 * @param propagation what becomes of its dependents; {@code DEFAULT} is the kind's own
 * @param uid a precondition, empty for none
 * @param resourceVersion a precondition, empty for none
 */
public record DeleteOptions(
    OptionalLong gracePeriodSeconds,
    Propagation propagation,
    String uid,
    String resourceVersion,
    boolean dryRun) {

  /** What becomes of the dependents of a deleted object. */
  public enum Propagation {
    /** What the kind, or the finalizers of the object, say. */
    DEFAULT,
    /** Dependents are deleted after it. */
    BACKGROUND,
    /** It is deleted after its dependents. */
    FOREGROUND,
    /** Dependents stay. */
    ORPHAN
  }

  /** The object's own grace, its dependents collected in the background. */
  public static final DeleteOptions NORMAL =
      new DeleteOptions(OptionalLong.empty(), Propagation.DEFAULT, "", "", false);

  /** At once, without grace. */
  public static final DeleteOptions NOW =
      new DeleteOptions(OptionalLong.of(0), Propagation.DEFAULT, "", "", false);

  /** A deletion that fails with a conflict unless the object still has this uid. */
  public DeleteOptions onlyUid(String expected) {
    return new DeleteOptions(gracePeriodSeconds, propagation, expected, resourceVersion, dryRun);
  }

  /** The same with what becomes of dependents. */
  public DeleteOptions withPropagation(Propagation value) {
    return new DeleteOptions(gracePeriodSeconds, value, uid, resourceVersion, dryRun);
  }

  /** The same, checked and answered but not done. */
  public DeleteOptions withDryRun() {
    return new DeleteOptions(gracePeriodSeconds, propagation, uid, resourceVersion, true);
  }
}
