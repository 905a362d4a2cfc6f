// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.List;
import java.util.Optional;

/**
 * A field of a message type.
 *
 * @param numbers the protobuf field numbers that lead to it: one, or more below embedded messages;
 *     empty where protobuf has no such field
 * @param keepsZero whether {@code false}, {@code 0} and {@code ""} differ from absence
 * @param mergeKey the key by which strategic merge matches the elements of the list, or empty
 * @param listType {@code atomic}, {@code set}, {@code map} or empty
 * @param atomicMap whether server-side apply owns the map or struct as a whole
 */
public record Field(
    String name,
    List<Integer> numbers,
    FieldType type,
    boolean required,
    boolean keepsZero,
    String mergeKey,
    List<String> patchStrategies,
    String listType,
    List<String> listMapKeys,
    boolean atomicMap,
    Optional<FieldDefault> constant) {

  /** Whether the value is optional and may be left out when it is zero or empty. */
  public boolean omitsEmpty() {
    return !required && !keepsZero;
  }
}
