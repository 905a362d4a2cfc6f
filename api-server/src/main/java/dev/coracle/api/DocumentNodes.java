// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.StringNode;

/**
 * Makes nodes that can be changed until they are shared, and never after it.
 *
 * <p>A tree is built as any tree of Jackson is. {@link #share} ends that for the whole of it in one
 * walk that allocates nothing, so that documents can be handed out without copies.
 */
final class DocumentNodes extends JsonNodeFactory {

  static final DocumentNodes NODES = new DocumentNodes();

  private static final long serialVersionUID = 1L;

  private DocumentNodes() {}

  @Override
  public ObjectNode objectNode() {
    return new DocumentObject(new Members());
  }

  @Override
  public ArrayNode arrayNode() {
    return arrayNode(0);
  }

  @Override
  public ArrayNode arrayNode(int capacity) {
    return new DocumentArray(new Elements(capacity));
  }

  /**
   * The value as one that nobody can change: itself, or a copy where nodes of another maker would
   * let somebody change it.
   */
  static JsonNode share(JsonNode value) {
    if (value instanceof StringNode) {
      return value;
    }
    if (value instanceof DocumentObject object) {
      object.members().share();
      return object;
    }
    if (value instanceof DocumentArray array) {
      array.elements().share();
      return array;
    }
    return value.isContainer() || isOpen(value) ? share(copy(value)) : value;
  }

  /** What is thrown at who tries to change a document that is shared. */
  static UnsupportedOperationException refusal() {
    return new UnsupportedOperationException(
        "this document is shared (expected: a copy of your own; use edit(...), or deepCopy() of"
            + " the part at hand)");
  }

  /** Whether a value is no constant: bytes and Java objects can be changed by who holds them. */
  private static boolean isOpen(JsonNode value) {
    return value instanceof BinaryNode || value instanceof POJONode || value instanceof MissingNode;
  }

  /** The value in nodes of this maker, as it would be read from its text. */
  private static JsonNode copy(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = NODES.objectNode();
      object.forEachEntry(copy::set);
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = NODES.arrayNode(array.size());
      array.forEach(copy::add);
      return copy;
    }
    return Json.parse(Json.bytes(value));
  }
}
