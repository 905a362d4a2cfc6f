// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The headers of a message in their order, repeated ones repeated; immutable. Names are kept as
 * they are written and compared without regard to case.
 */
public record HttpHeaders(List<Field> fields) {

  /** No headers. */
  public static final HttpHeaders NONE = new HttpHeaders(List.of());

  /** One line: a name and a value. */
  public record Field(String name, String value) {

    /**
     * A line that can be written.
     *
     * @throws IllegalArgumentException for what would be more or less than one line
     */
    public Field {
      if (!HttpSyntax.isToken(name) || !HttpSyntax.isOneLine(value)) {
        throw new IllegalArgumentException(
            "header: \"" + name + ": " + value + "\" (expected: a token, and text of one line)");
      }
    }

    boolean isNamed(String other) {
      return name.equalsIgnoreCase(other);
    }

    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

  /** Takes a copy of the list. */
  public HttpHeaders {
    fields = List.copyOf(fields);
  }

  /** The first value of the name. */
  public Optional<String> first(String name) {
    return values(name).stream().findFirst();
  }

  /** All values of the name, one for each line. */
  public List<String> values(String name) {
    return fields.stream().filter(field -> field.isNamed(name)).map(Field::value).toList();
  }

  /** The elements of the comma-separated lists that the name has. */
  public List<String> elements(String name) {
    return values(name).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  /** Whether one of the name's elements is the word. */
  public boolean has(String name, String word) {
    return elements(name).stream().anyMatch(word::equalsIgnoreCase);
  }

  /** Whether there is a line of that name. */
  public boolean contains(String name) {
    return fields.stream().anyMatch(field -> field.isNamed(name));
  }

  /** With one more line at the end. */
  public HttpHeaders and(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new HttpHeaders(more);
  }

  /** With this value alone for the name. */
  public HttpHeaders with(String name, String value) {
    return without(name).and(name, value);
  }

  /** Without the lines of that name. */
  public HttpHeaders without(String name) {
    return without(name::equalsIgnoreCase);
  }

  /** Without the lines of such names. */
  public HttpHeaders without(Predicate<String> names) {
    return new HttpHeaders(fields.stream().filter(field -> !names.test(field.name())).toList());
  }

  /** As on the wire, without the empty line that follows. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    fields.forEach(field -> text.append(field).append("\r\n"));
    return text.toString();
  }
}
