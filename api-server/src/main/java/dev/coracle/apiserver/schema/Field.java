// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.List;
import java.util.Optional;

/**
 * A field of a message type.
 *
 * @param numbers the protobuf field numbers that lead to it: one, or more below embedded messages;
 *     empty where protobuf has no such field
 * @param keepsZero whether {@code false}, {@code 0} and {@code ""} differ from absence: the API's
 *     own types hold it by pointer
 * @param alwaysWritten whether it is written even when it is absent or empty: as {@code {}}, {@code
 *     ""}, {@code 0} or {@code false}, and as {@code null} where it is a list, a map or a pointer
 * @param mergeKey the key by which strategic merge matches the elements of the list, or empty
 * @param listType {@code atomic}, {@code set}, {@code map} or empty
 * @param atomicMap whether server-side apply owns the map or struct as a whole
 * @param goType how Go calls the type of a string, or of the strings of a list, in its error texts
 * @param goPath its name behind those of the structs embedded in the type that it stands in
 */
public record Field(
    String name,
    List<Integer> numbers,
    FieldType type,
    boolean required,
    boolean keepsZero,
    boolean alwaysWritten,
    String mergeKey,
    List<String> patchStrategies,
    String listType,
    List<String> listMapKeys,
    boolean atomicMap,
    String goType,
    String goPath,
    Optional<FieldDefault> constant) {

  /** Whether it is left out when it is zero or empty. */
  public boolean omitsEmpty() {
    return !alwaysWritten && !keepsZero;
  }
}
