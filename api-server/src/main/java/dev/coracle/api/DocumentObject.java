// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import tools.jackson.databind.node.ObjectNode;

/** An object that nobody can change once it is shared. */
final class DocumentObject extends ObjectNode {

  private static final long serialVersionUID = 1L;

  DocumentObject(Members members) {
    super(DocumentNodes.NODES, members);
  }

  Members members() {
    return (Members) _children;
  }

  /** A copy that is not shared. */
  @Override
  public ObjectNode deepCopy() {
    return new DocumentObject(members().copy());
  }
}
