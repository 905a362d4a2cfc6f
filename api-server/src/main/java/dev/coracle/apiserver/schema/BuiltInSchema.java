// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import tools.jackson.databind.node.ObjectNode;

/**
 * The schema of a kind of the table: a message type, with protobuf numbers and merge keys.
 *
 * @param fingerprint that of the table
 */
public record BuiltInSchema(MessageType root, int fingerprint) implements Schema {

  @Override
  public void applyDefaults(ObjectNode object) {
    Defaults.apply(root, object);
  }
}
