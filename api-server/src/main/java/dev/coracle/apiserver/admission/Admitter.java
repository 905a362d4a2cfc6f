// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.WriteContext;
import tools.jackson.databind.node.ObjectNode;

/**
 * A built-in admission plugin: it may change a write of any kind, or refuse it, before the kind's
 * own rules are applied.
 */
public interface Admitter {

  default void create(WriteContext context, ObjectNode object) {}

  default void update(WriteContext context, ObjectNode object, KubeObject old) {}
}
