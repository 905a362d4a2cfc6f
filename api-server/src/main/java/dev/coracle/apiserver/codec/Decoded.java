// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decoded body: the object without what its kind does not know, and what strict decoding has
 * against it.
 *
 * @param problems texts such as {@code unknown field "spec.foo"}, in the order of the document
 */
public record Decoded(ObjectNode object, List<String> problems) {

  /** The problems as one error text, absent where there are none. */
  public Optional<String> strictError() {
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of("strict decoding error: " + String.join(", ", problems));
  }
}
