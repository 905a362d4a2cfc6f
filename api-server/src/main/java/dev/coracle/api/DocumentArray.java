// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import tools.jackson.databind.node.ArrayNode;

/** An array that nobody can change once it is shared. */
final class DocumentArray extends ArrayNode {

  private static final long serialVersionUID = 1L;

  private final transient Elements elements;

  DocumentArray(Elements elements) {
    super(DocumentNodes.NODES, elements);
    this.elements = elements;
  }

  @Override
  public Elements elements() {
    return elements;
  }

  /** A copy that is not shared. */
  @Override
  public ArrayNode deepCopy() {
    return new DocumentArray(elements.copy());
  }
}
