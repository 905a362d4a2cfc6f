// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a text is cut into fields: by {@code FS}, or by what {@code split} is given. */
@FunctionalInterface
interface Splitter {

  /** The fields, from left to right. */
  List<String> split(String text);

  /**
   * What a separator means.
   *
   * @param paragraphs whether newlines separate fields too, as they do where empty lines separate
   *     records
   */
  static Splitter of(String separator, boolean paragraphs, Regexes regexes) {
    if (separator.equals(" ")) {
      return Splitter::words;
    }
    if (separator.isEmpty()) {
      return text -> text.chars().mapToObj(Character::toString).toList();
    }
    boolean regex = separator.length() > 1 && !separator.equals("\\|");
    if (!regex && !paragraphs) {
      char character = separator.charAt(separator.length() - 1);
      return text -> characters(text, character);
    }
    String expression = regex ? separator : "[" + separator + "]";
    return by(regexes.compile(paragraphs ? "(" + expression + ")|\n" : expression));
  }

  /** Fields between what matches a pattern. */
  static Splitter by(Pattern pattern) {
    return text -> matches(text, pattern);
  }

  private static List<String> words(String text) {
    var fields = new ArrayList<String>();
    int at = 0;
    while (at < text.length()) {
      while (at < text.length() && isBlank(text.charAt(at))) {
        at++;
      }
      int start = at;
      while (at < text.length() && !isBlank(text.charAt(at))) {
        at++;
      }
      if (at > start) {
        fields.add(text.substring(start, at));
      }
    }
    return fields;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
  }

  private static List<String> characters(String text, char separator) {
    var fields = new ArrayList<String>();
    int start = 0;
    int end = text.indexOf(separator);
    while (end >= 0) {
      fields.add(text.substring(start, end));
      start = end + 1;
      end = text.indexOf(separator, start);
    }
    if (!text.isEmpty()) {
      fields.add(text.substring(start));
    }
    return fields;
  }

  private static List<String> matches(String text, Pattern pattern) {
    var fields = new ArrayList<String>();
    Matcher matcher = pattern.matcher(text);
    int start = 0;
    while (matcher.find()) {
      if (matcher.end() > matcher.start()) {
        fields.add(text.substring(start, matcher.start()));
        start = matcher.end();
      }
    }
    if (!text.isEmpty()) {
      fields.add(text.substring(start));
    }
    return fields;
  }
}
