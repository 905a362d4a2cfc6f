// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

/**
 * How a write is made.
 *
 * @param subresource empty for the object itself, or {@code status}, {@code scale} …
 * @param dryRun everything but the storing
 * @param fieldManager who writes, as it stands in managed fields
 * @param fieldValidation what happens to unknown and duplicate fields
 */
public record WriteOptions(
    String subresource, boolean dryRun, String fieldManager, FieldValidation fieldValidation) {

  /** What the server does about fields it does not know, and fields given twice. */
  public enum FieldValidation {
    /** Fields that are unknown or given twice are refused. */
    STRICT,
    /** Fields that are unknown or given twice are dropped with a warning. */
    WARN,
    /** Fields that are unknown or given twice are dropped. */
    IGNORE
  }

  /** A write of the object itself. */
  public static final WriteOptions OBJECT = new WriteOptions("", false, "", FieldValidation.IGNORE);

  /** A write of the status subresource. */
  public static final WriteOptions STATUS = subresource("status");

  /** A write to a subresource, such as {@code status}. */
  public static WriteOptions subresource(String name) {
    return new WriteOptions(name, false, "", FieldValidation.IGNORE);
  }

  /** The same, checked and answered but not done. */
  public WriteOptions withDryRun() {
    return new WriteOptions(subresource, true, fieldManager, fieldValidation);
  }
}
