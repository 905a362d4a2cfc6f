// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import tools.jackson.databind.node.ObjectNode;

/**
 * The translation between a version of a kind and the one in which its objects are stored.
 *
 * <p>It may change the trees it is given, and leaves {@code apiVersion} and {@code kind} to its
 * caller. What one direction does, the other undoes.
 */
public interface Conversion {

  /** Between versions that differ in nothing but their names. */
  Conversion IDENTITY =
      new Conversion() {
        @Override
        public ObjectNode toStored(ObjectNode object) {
          return object;
        }

        @Override
        public ObjectNode fromStored(ObjectNode stored) {
          return stored;
        }
      };

  ObjectNode toStored(ObjectNode object);

  ObjectNode fromStored(ObjectNode stored);

  /** The field of stored objects that a field of this version stands for. */
  default String storedField(String field) {
    return field;
  }
}
