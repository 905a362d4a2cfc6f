// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations on document trees that strategies share. */
public final class Trees {

  private Trees() {}

  /** Makes a member of {@code to} the same as in {@code from}, absent where it is absent. */
  public static void copy(ObjectNode from, ObjectNode to, String member) {
    JsonNode value = from.get(member);
    if (value == null) {
      to.remove(member);
    } else {
      to.set(member, value.deepCopy());
    }
  }

  /** Sets a string member that is absent, null or empty. */
  public static void defaultText(ObjectNode object, String member, String value) {
    if (object.path(member).asString("").isEmpty()) {
      object.put(member, value);
    }
  }

  /** The object member of a tree, if it is there and one. */
  public static Optional<ObjectNode> object(JsonNode tree, String member) {
    return tree.path(member) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }
}
