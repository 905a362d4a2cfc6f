// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import dev.coracle.api.Selector.Operator;
import dev.coracle.api.Selector.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A reader of the text form of label selectors, with the API server's error texts. */
final class SelectorParser {

  private static final String DELIMITERS = "=!<>(),";

  private final String text;
  private int position;

  SelectorParser(String text) {
    this.text = text;
  }

  List<Requirement> parse() {
    List<Requirement> requirements = new ArrayList<>();
    do {
      requirements.add(requirement());
    } while (take(","));
    skipSpace();
    if (position < text.length()) {
      throw unexpected("',' or 'end of string'");
    }
    return requirements;
  }

  private Requirement requirement() {
    if (take("!")) {
      return new Requirement(key(), Operator.DOES_NOT_EXIST, Set.of());
    }
    String key = key();
    skipSpace();
    if (position == text.length() || text.charAt(position) == ',') {
      return new Requirement(key, Operator.EXISTS, Set.of());
    }
    if (take("==") || take("!=") || take("=") || take(">") || take("<")) {
      return comparison(key);
    }
    return set(key);
  }

  private Requirement comparison(String key) {
    char last = text.charAt(position - 1);
    boolean not = last == '=' && position > 1 && text.charAt(position - 2) == '!';
    Operator operator =
        last == '>' ? Operator.GREATER_THAN : last == '<' ? Operator.LESS_THAN : Operator.IN;
    String value = word();
    if (operator != Operator.IN) {
      requireInteger(value);
    }
    return new Requirement(key, not ? Operator.NOT_IN : operator, Set.of(value));
  }

  private static void requireInteger(String value) {
    try {
      Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "values[0][]: Invalid value: \""
              + value
              + "\": for 'Gt', 'Lt' operators, the value must"
              + " be an integer",
          e);
    }
  }

  private Requirement set(String key) {
    int start = position;
    String operator = word();
    if (!operator.equals("in") && !operator.equals("notin")) {
      position = start;
      throw unexpected("in, notin, =, ==, !=, gt, lt");
    }
    if (!take("(")) {
      throw unexpected("'('");
    }
    Set<String> values = new LinkedHashSet<>();
    do {
      values.add(word());
    } while (take(","));
    if (!take(")")) {
      throw unexpected("',' or ')'");
    }
    return new Requirement(
        key, operator.equals("in") ? Operator.IN : Operator.NOT_IN, Set.copyOf(values));
  }

  private String key() {
    String key = word();
    if (key.isEmpty()) {
      throw unexpected("identifier");
    }
    return LabelSyntax.requireKey(key);
  }

  private String word() {
    skipSpace();
    int start = position;
    while (position < text.length()
        && !Character.isWhitespace(text.charAt(position))
        && DELIMITERS.indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return text.substring(start, position);
  }

  private boolean take(String token) {
    skipSpace();
    if (!text.startsWith(token, position)) {
      return false;
    }
    position += token.length();
    return true;
  }

  private void skipSpace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private IllegalArgumentException unexpected(String expected) {
    String found = position < text.length() ? text.substring(position, wordEnd()) : "";
    return new IllegalArgumentException(
        "unable to parse requirement: found '" + found + "', expected: " + expected);
  }

  private int wordEnd() {
    int end = position;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return Math.max(end, Math.min(position + 1, text.length()));
  }
}
