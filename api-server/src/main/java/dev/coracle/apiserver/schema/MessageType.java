// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A struct of the API: its fields by name and by protobuf number. */
public final class MessageType {
  private final String name;
  private final boolean atomic;
  private final Map<String, Field> fields;
  private final Map<String, FieldDefault> nestedDefaults;
  private final Map<List<Integer>, Field> byNumbers;

  MessageType(
      String name,
      boolean atomic,
      Map<String, Field> fields,
      Map<String, FieldDefault> nestedDefaults) {
    this.name = name;
    this.atomic = atomic;
    this.fields = fields;
    this.nestedDefaults = nestedDefaults;
    this.byNumbers = new LinkedHashMap<>();
    fields.values().forEach(field -> byNumbers.put(field.numbers(), field));
  }

  /** Its name in the table, such as {@code core.v1.PodSpec}. */
  public String name() {
    return name;
  }

  /** Its last word, such as {@code PodSpec}. */
  public String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Whether server-side apply owns it as a whole. */
  public boolean atomic() {
    return atomic;
  }

  public Collection<Field> fields() {
    return fields.values();
  }

  public Optional<Field> field(String fieldName) {
    return Optional.ofNullable(fields.get(fieldName));
  }

  /** The field at the end of these protobuf numbers. */
  Optional<Field> field(List<Integer> numbers) {
    return Optional.ofNullable(byNumbers.get(numbers));
  }

  /** Whether the numbers lead to an embedded message that JSON does not show. */
  boolean embeds(List<Integer> numbers) {
    return byNumbers.keySet().stream()
        .anyMatch(
            path ->
                path.size() > numbers.size() && path.subList(0, numbers.size()).equals(numbers));
  }

  /** Defaults of fields below this very type, by dotted path. */
  Map<String, FieldDefault> nestedDefaults() {
    return nestedDefaults;
  }

  @Override
  public String toString() {
    return name;
  }
}
