// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.KubeObject;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** A change of an object, as one kind of request asks for it. Trees are in the client's version. */
interface Update {

  /** What the object is to be. */
  ObjectNode of(KubeObject old);

  /** What admission makes of that. */
  ObjectNode mutate(ObjectNode object, Supplier<KubeObject> old);

  /** By which rules it is judged. */
  UpdateRules rules();

  /** Lets admission refuse it as it is about to be stored. */
  void validate(Supplier<ObjectNode> object, Supplier<KubeObject> old);
}
