// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import dev.coracle.api.Selector.Operator;
import dev.coracle.api.Selector.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
    requireStart("!, identifier, or 'end of string'");
    do {
      requirements.add(requirement());
      skipSpace();
      if (position == text.length()) {
        return requirements;
      }
      if (!take(",")) {
        throw new IllegalArgumentException(expected("',' or 'end of string'"));
      }
      requireStart("identifier after ','");
    } while (true);
  }

  private void requireStart(String what) {
    skipSpace();
    boolean starts =
        position < text.length()
            && (text.charAt(position) == '!' || DELIMITERS.indexOf(text.charAt(position)) < 0);
    if (!starts) {
      throw new IllegalArgumentException(expected(what));
    }
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
    if (take("==") || take("=")) {
      return comparison(key, Operator.IN);
    }
    if (take("!=")) {
      return comparison(key, Operator.NOT_IN);
    }
    if (take(">")) {
      return comparison(key, Operator.GREATER_THAN);
    }
    return take("<") ? comparison(key, Operator.LESS_THAN) : set(key);
  }

  private Requirement comparison(String key, Operator operator) {
    skipSpace();
    String value = word();
    if (value.isEmpty() && position < text.length() && text.charAt(position) != ',') {
      throw unexpected("identifier");
    }
    if (operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN) {
      requireInteger(value);
    }
    LabelSyntax.requireValue(key, value, 0);
    return new Requirement(key, operator, Set.of(value));
  }

  private static void requireInteger(String value) {
    try {
      Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw LabelSyntax.invalid(
          "values[0]", value, "for 'Gt', 'Lt' operators, the value must be an integer");
    }
  }

  private Requirement set(String key) {
    int start = position;
    String operator = word();
    if (!operator.equals("in") && !operator.equals("notin")) {
      position = start;
      throw unexpected("in, notin, =, ==, !=, gt, lt");
    }
    skipSpace();
    if (!take("(")) {
      throw new IllegalArgumentException(
          "unable to parse requirement: found '" + found() + "' expected: '('");
    }
    // https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/labels/selector.go (parseValues):
    // nothing in the parentheses is one empty value.
    Set<String> values = take(")") ? Set.of("") : values();
    int index = 0;
    for (String value : new TreeSet<>(values)) {
      LabelSyntax.requireValue(key, value, index++);
    }
    return new Requirement(
        key, operator.equals("in") ? Operator.IN : Operator.NOT_IN, Set.copyOf(values));
  }

  private Set<String> values() {
    Set<String> values = new LinkedHashSet<>();
    do {
      values.add(word());
    } while (take(","));
    if (!take(")")) {
      throw unexpected("',' or ')'");
    }
    return values;
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

  private IllegalArgumentException unexpected(String what) {
    return new IllegalArgumentException("unable to parse requirement: " + expected(what));
  }

  private String expected(String what) {
    return "found '" + found() + "', expected: " + what;
  }

  /** The token at which parsing stopped; empty at the end. */
  private String found() {
    int start = position;
    String word = word();
    position = start;
    if (!word.isEmpty() || start == text.length()) {
      return word;
    }
    for (String operator : List.of("!=", "==")) {
      if (text.startsWith(operator, start)) {
        return operator;
      }
    }
    return text.substring(start, start + 1);
  }
}
