// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The choice of a form for an answer, by the Accept header. */
final class MediaTypes {

  /** What is sent: the object itself or something made of it. */
  enum Shape {
    OBJECT,
    TABLE,
    PARTIAL,
    PARTIAL_LIST,
    AGGREGATED_DISCOVERY
  }

  /** How it is written. */
  enum Syntax {
    JSON("application/json"),
    YAML("application/yaml");

    private final String mediaType;

    Syntax(String mediaType) {
      this.mediaType = mediaType;
    }

    String mediaType() {
      return mediaType;
    }
  }

  /** A chosen form. */
  record Form(Shape shape, Syntax syntax) {

    static final Form JSON = new Form(Shape.OBJECT, Syntax.JSON);
  }

  private static final Comparator<Range> BEST_FIRST =
      Comparator.comparing(Range::quality).reversed().thenComparing(Range::isWildcard);

  private MediaTypes() {}

  /** One part of an Accept header. */
  private record Range(String type, Map<String, String> parameters) {

    static Range parse(String text) {
      String[] parts = text.split(";");
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        String[] pair = parts[i].strip().split("=", 2);
        parameters.put(pair[0], pair.length > 1 ? pair[1] : "");
      }
      return new Range(
          parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT), parameters);
    }

    double quality() {
      try {
        return Double.parseDouble(parameters.getOrDefault("q", "1"));
      } catch (NumberFormatException e) {
        return 1;
      }
    }

    boolean isWildcard() {
      return type.endsWith("*");
    }

    List<Form> forms() {
      List<Form> found = new ArrayList<>();
      for (Syntax syntax : syntaxes(type)) {
        shape(parameters).forEach(shape -> found.add(new Form(shape, syntax)));
      }
      return found;
    }
  }

  /**
   * The form that the client likes best of those that the server has.
   *
   * @throws ApiException 406 when there is none
   */
  static Form choose(String accept) {
    if (accept.isBlank()) {
      return Form.JSON;
    }
    return Stream.of(accept.split(","))
        .map(Range::parse)
        .sorted(BEST_FIRST)
        .flatMap(range -> range.forms().stream())
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.of(
                    406,
                    "NotAcceptable",
                    "only the following media types are accepted: application/json,"
                        + " application/yaml"));
  }

  private static List<Syntax> syntaxes(String type) {
    return switch (type) {
      case "*/*", "application/*", "application/json" -> List.of(Syntax.JSON);
      case "application/yaml" -> List.of(Syntax.YAML);
      default -> List.of();
    };
  }

  private static List<Shape> shape(Map<String, String> parameters) {
    String as = parameters.getOrDefault("as", "");
    String version = parameters.getOrDefault("v", "");
    return switch (as) {
      case "" -> List.of(Shape.OBJECT);
      case "Table" -> version.equals("v1") ? List.of(Shape.TABLE) : List.of();
      case "PartialObjectMetadata" -> version.equals("v1") ? List.of(Shape.PARTIAL) : List.of();
      case "PartialObjectMetadataList" ->
          version.equals("v1") ? List.of(Shape.PARTIAL_LIST) : List.of();
      case "APIGroupDiscoveryList" ->
          version.equals("v2") ? List.of(Shape.AGGREGATED_DISCOVERY) : List.of();
      default -> List.of();
    };
  }
}
