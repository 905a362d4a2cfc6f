// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decoded body: the object without what its kind does not know, and what strict decoding has
 * against it.
 *
 * @param problems texts such as {@code unknown field "spec.foo"}, in the order of the document
 */
public record Decoded(ObjectNode object, List<String> problems) {

  // https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/rest.go
  // (parseYAMLWarnings)
  private static final String YAML = "yaml: unmarshal errors:\n";

  /** The problems as warnings: those of a YAML reader one by one, without its heading. */
  public List<String> warnings() {
    return problems.stream()
        .flatMap(
            problem ->
                problem.startsWith(YAML)
                    ? problem.substring(YAML.length()).lines().map(String::strip)
                    : Stream.of(problem))
        .toList();
  }

  /** The problems as one error text, absent where there are none. */
  public Optional<String> strictError() {
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of("strict decoding error: " + String.join(", ", problems));
  }
}
