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
    for (String term : text.split(",", -1)) {
      if (!term.isEmpty()) {
        all.add(requirement(term, text));
      }
    }
    return all.isEmpty() ? EVERYTHING : new FieldSelector(all);
  }

  /** One field equal to one value. */
  public static FieldSelector of(String field, String value) {
    return new FieldSelector(List.of(new Requirement(field, true, value)));
  }

  private static Requirement requirement(String term, String whole) {
    for (String operator : List.of("!=", "==", "=")) {
      int at = term.indexOf(operator);
      if (at > 0) {
        String field = term.substring(0, at);
        return new Requirement(
            field, !operator.equals("!="), term.substring(at + operator.length()));
      }
    }
    throw new IllegalArgumentException(
        "invalid selector: '" + whole + "'; can't understand '" + term + "'");
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

  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  @Override
  public String toString() {
    return requirements.stream()
        .map(r -> r.field() + (r.equal() ? "=" : "!=") + r.value())
        .collect(Collectors.joining(","));
  }
}
