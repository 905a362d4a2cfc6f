// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A struct of the API: its fields by name and by protobuf number. */
public final class MessageType {
  private final String name;
  private final boolean atomic;
  private final Supplier<Contents> reader;

  /** Read when first asked for; readers that race read the same. */
  private volatile Optional<Contents> read = Optional.empty();

  MessageType(String name, boolean atomic, Supplier<Contents> reader) {
    this.name = name;
    this.atomic = atomic;
    this.reader = reader;
  }

  /** The lines of the type: its fields, and the defaults that lie below it, by dotted path. */
  record Contents(
      Map<String, Field> fields,
      Map<String, FieldDefault> nestedDefaults,
      Map<List<Integer>, Field> byNumbers) {

    static Contents of(Map<String, Field> fields, Map<String, FieldDefault> nestedDefaults) {
      Map<List<Integer>, Field> byNumbers = new HashMap<>();
      fields.values().forEach(field -> byNumbers.put(field.numbers(), field));
      return new Contents(fields, nestedDefaults, byNumbers);
    }
  }

  private Contents contents() {
    Optional<Contents> known = read;
    if (known.isEmpty()) {
      known = Optional.of(reader.get());
      read = known;
    }
    return known.get();
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
    return contents().fields().values();
  }

  public Optional<Field> field(String fieldName) {
    return Optional.ofNullable(contents().fields().get(fieldName));
  }

  /** The field at the end of these protobuf numbers. */
  public Optional<Field> field(List<Integer> numbers) {
    return Optional.ofNullable(contents().byNumbers().get(numbers));
  }

  /** Whether the numbers lead to an embedded message that JSON does not show. */
  public boolean embeds(List<Integer> numbers) {
    return contents().byNumbers().keySet().stream()
        .anyMatch(
            path ->
                path.size() > numbers.size() && path.subList(0, numbers.size()).equals(numbers));
  }

  /** Defaults of fields below this very type, by dotted path. */
  Map<String, FieldDefault> nestedDefaults() {
    return contents().nestedDefaults();
  }

  @Override
  public String toString() {
    return name;
  }
}
