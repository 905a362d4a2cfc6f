// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A label selector: requirements that all must hold.
 *
 * <p>Its text form is the one of query strings ({@code app=web,tier in (a, b),!legacy,gen>3}); its
 * document form is a LabelSelector ({@code matchLabels}, {@code matchExpressions}).
 */
public record Selector(List<Requirement> requirements) {

  /** Matches every object. */
  public static final Selector EVERYTHING = new Selector(List.of());

  public Selector {
    requirements = List.copyOf(requirements);
  }

  /** How a label is compared. */
  public enum Operator {
    /** The label has one of the values. */
    IN("in"),
    /** The label has none of the values, or is absent. */
    NOT_IN("notin"),
    /** The label is there. */
    EXISTS("exists"),
    /** The label is absent. */
    DOES_NOT_EXIST("!"),
    /** The label is a number above the value. */
    GREATER_THAN("gt"),
    /** The label is a number below the value. */
    LESS_THAN("lt");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** One condition on one label. */
  public record Requirement(String label, Operator operator, Set<String> values) {

    boolean matches(Map<String, String> labels) {
      String value = labels.get(label);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER_THAN, LESS_THAN -> value != null && compares(value);
      };
    }

    private boolean compares(String value) {
      try {
        int order = Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
        return operator == Operator.GREATER_THAN ? order > 0 : order < 0;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      return switch (operator) {
        case EXISTS -> label;
        case DOES_NOT_EXIST -> "!" + label;
        case GREATER_THAN -> label + ">" + values.iterator().next();
        case LESS_THAN -> label + "<" + values.iterator().next();
        case IN, NOT_IN -> setText();
      };
    }

    private String setText() {
      String joined = new TreeSet<>(values).stream().collect(Collectors.joining(","));
      if (values.size() == 1) {
        return label + (operator == Operator.IN ? "=" : "!=") + joined;
      }
      return label + " " + operator.text() + " (" + joined + ")";
    }
  }

  /**
   * Parses the text form.
   *
   * @throws IllegalArgumentException with the API server's own message when it is malformed
   */
  public static Selector parse(String text) {
    return text.isBlank() ? EVERYTHING : new Selector(new SelectorParser(text).parse());
  }

  /** Every label of the map, with its value. */
  public static Selector ofMap(Map<String, String> labels) {
    List<Requirement> all = new ArrayList<>();
    labels.forEach((k, v) -> all.add(new Requirement(k, Operator.IN, Set.of(v))));
    return new Selector(all);
  }

  /** The selector of a LabelSelector document; an empty document matches everything. */
  public static Selector of(JsonNode labelSelector) {
    List<Requirement> all = new ArrayList<>();
    labelSelector
        .path("matchLabels")
        .properties()
        .forEach(
            e ->
                all.add(
                    new Requirement(e.getKey(), Operator.IN, Set.of(e.getValue().asString("")))));
    labelSelector.path("matchExpressions").forEach(e -> all.add(expression(e)));
    return new Selector(all);
  }

  private static Requirement expression(JsonNode node) {
    Set<String> values =
        node.path("values").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    Operator operator =
        switch (node.path("operator").asString("")) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          case "Gt" -> Operator.GREATER_THAN;
          case "Lt" -> Operator.LESS_THAN;
          default ->
              throw new IllegalArgumentException(
                  "\""
                      + node.path("operator").asString("")
                      + "\" is not a valid label selector"
                      + " operator");
        };
    return new Requirement(node.path("key").asString(""), operator, Set.copyOf(values));
  }

  /** Whether labels meet all requirements. */
  public boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the labels of an object meet all requirements. */
  public boolean matches(KubeObject object) {
    return requirements.isEmpty() || matches(object.labels());
  }

  /** Whether it requires nothing, and so matches everything. */
  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  /** The text form, as in {@code status.selector} of a Scale. */
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
