// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The table of facts: one text, split into lines of kinds at once and into types when asked. */
final class Facts {
  private static final String TYPE = "@";

  private final String text;
  private final List<String> kindLines = new ArrayList<>();
  private final Map<String, Integer> typeStarts = new HashMap<>();
  private final Map<String, MessageType> types = new ConcurrentHashMap<>();

  Facts(String text) {
    this.text = text;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      if (text.startsWith(TYPE, start)) {
        typeStarts.put(text.substring(start + TYPE.length(), end).split(" ")[0], start);
      } else if (typeStarts.isEmpty()) {
        kindLines.add(text.substring(start, end));
      }
      start = end + 1;
    }
  }

  static Facts load() {
    try (InputStream in = Facts.class.getResourceAsStream("facts.txt")) {
      if (in == null) {
        throw new IllegalStateException(
            "facts.txt is missing (expected: beside " + Facts.class + ")");
      }
      return new Facts(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines that start with {@code kind} and {@code sub}, in order. */
  List<String> kindLines() {
    return kindLines;
  }

  int fingerprint() {
    return text.hashCode();
  }

  MessageType type(String name) {
    MessageType known = types.get(name);
    return known != null ? known : types.computeIfAbsent(name, this::read);
  }

  private MessageType read(String name) {
    Integer start = typeStarts.get(name);
    if (start == null) {
      throw new IllegalArgumentException("no message type \"" + name + "\" in the table");
    }
    int end = text.indexOf('\n', start);
    boolean atomic = text.substring(start, end).endsWith(" map:atomic");
    return new MessageType(name, atomic, () -> contents(end + 1));
  }

  private MessageType.Contents contents(int start) {
    int end = text.indexOf("\n" + TYPE, start - 1);
    Map<String, Field> fields = new LinkedHashMap<>();
    Map<String, FieldDefault> nested = new LinkedHashMap<>();
    String[] lines =
        text.substring(start, end < 0 ? text.length() : Math.max(start, end)).split("\n");
    for (String line : lines) {
      int space = line.indexOf(' ');
      String first = line.substring(0, Math.max(space, 0));
      if (first.indexOf('.') >= 0) {
        nested.put(first, FieldDefault.parse(line.substring(first.length() + " = ".length())));
      } else if (!first.isEmpty()) {
        fields.put(first, field(line));
      }
    }
    return MessageType.Contents.of(fields, nested);
  }

  private Field field(String line) {
    int equals = line.indexOf(" = ");
    String[] words = (equals < 0 ? line : line.substring(0, equals)).split(" ");
    List<String> flags = List.of(words).subList(3, words.length);
    return new Field(
        words[0],
        numbers(words[1]),
        FieldType.parse(words[2], this::type),
        flags.contains("!"),
        flags.contains("*"),
        flags.contains("+"),
        flag(flags, "key:"),
        list(flag(flags, "patch:")),
        flag(flags, "list:"),
        list(flag(flags, "keys:")),
        flag(flags, "map:").equals("atomic"),
        flag(flags, "go:"),
        goPath(flag(flags, "in:"), words[0]),
        equals < 0
            ? Optional.empty()
            : Optional.of(FieldDefault.parse(line.substring(equals + " = ".length()))));
  }

  private static String goPath(String embedded, String name) {
    return embedded.isEmpty() ? name : embedded + "." + name;
  }

  private static List<Integer> numbers(String text) {
    if (text.equals("-")) {
      return List.of();
    }
    List<Integer> numbers = new ArrayList<>();
    for (String number : text.split("\\.")) {
      numbers.add(Integer.valueOf(number));
    }
    return List.copyOf(numbers);
  }

  /** The rest of the word that starts with the label, or an empty text. */
  static String flag(List<String> words, String label) {
    for (String word : words) {
      if (word.startsWith(label)) {
        return word.substring(label.length());
      }
    }
    return "";
  }

  static List<String> list(String commaSeparated) {
    return commaSeparated.isEmpty() ? List.of() : List.of(commaSeparated.split(","));
  }
}
