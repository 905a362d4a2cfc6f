// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import tools.jackson.databind.node.ObjectNode;

/**
 * What the objects of a kind may hold. Whatever decodes, prunes, defaults, merges, checks or
 * publishes objects asks the schema of their kind, and nothing else.
 */
public sealed interface Schema permits BuiltInSchema, StructuralSchema {

  /** Sets the absent fields of an object that have a constant default, in place. */
  void applyDefaults(ObjectNode object);

  /** Differs where schemas differ. */
  int fingerprint();
}
