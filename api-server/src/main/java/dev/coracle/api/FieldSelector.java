// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A field selector: comparisons of fields with values that all must hold, as in {@code
 * status.phase!=Running,spec.nodeName=node-1}. Which fields a kind offers is the server's to say.
 */
public record FieldSelector(List<Requirement> requirements) {

  /** Matches every object. */
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  /** One comparison of one field. */
  public record Requirement(String field, boolean equal, String value) {}

  /**
   * Parses the text form.
   *
   * @throws IllegalArgumentException with the API server's own message when it is malformed
   */
  public static FieldSelector parse(String text) {
    List<Requirement> all = new ArrayList<>();
    for (String term : terms(text)) {
      if (!term.isEmpty()) {
        all.add(requirement(term, text));
      }
    }
    return all.isEmpty() ? EVERYTHING : new FieldSelector(all);
  }

  /** The parts between commas; a comma behind a backslash belongs to its part. */
  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(text.substring(start));
    return terms;
  }

  /** One field equal to one value. */
  public static FieldSelector of(String field, String value) {
    return new FieldSelector(List.of(new Requirement(field, true, value)));
  }

  private static Requirement requirement(String term, String whole) {
    for (int at = 0; at < term.length(); at++) {
      for (String operator : List.of("!=", "==", "=")) {
        if (term.startsWith(operator, at)) {
          String value = unescape(term.substring(at + operator.length()));
          return new Requirement(term.substring(0, at), !operator.equals("!="), value);
        }
      }
    }
    throw new IllegalArgumentException(
        "invalid selector: '" + whole + "'; can't understand '" + term + "'");
  }

  /**
   * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/fields/selector.go (UnescapeValue)
   */
  private static String unescape(String value) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        String escaped = value.substring(i + 1, Math.min(i + 2, value.length()));
        if (escaped.isEmpty() || !"\\,=".contains(escaped)) {
          throw invalid("invalid escape sequence: \\" + escaped);
        }
        plain.append(escaped);
        i++;
      } else if (c == '=') {
        throw invalid("unescaped character in value: " + (int) c);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException("invalid field selector: " + why);
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  /** Whether all hold, with the fields read by {@code fields} (empty where absent). */
  public boolean matches(UnaryOperator<String> fields) {
    for (Requirement requirement : requirements) {
      if (fields.apply(requirement.field()).equals(requirement.value()) != requirement.equal()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it requires nothing, and so matches everything. */
  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  @Override
  public String toString() {
    return requirements.stream()
        .map(r -> r.field() + (r.equal() ? "=" : "!=") + escape(r.value()))
        .collect(Collectors.joining(","));
  }
}
