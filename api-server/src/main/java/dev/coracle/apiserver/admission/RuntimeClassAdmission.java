// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import tools.jackson.databind.JsonNode;

/**
 * The admission plugin that has Pods run by the runtime of their RuntimeClass. The kind
 * RuntimeClass is not served, so that none is ever found. See <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/plugin/pkg/admission/runtimeclass/admission.go">prepareObjects
 * and validateOverhead</a>.
 */
final class RuntimeClassAdmission implements MutatingAdmitter {

  @Override
  public boolean handles(Attributes attributes) {
    return attributes.operation() == Operation.CREATE && attributes.isOf(ResourceType.PODS);
  }

  @Override
  public void admit(Attributes attributes, Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    if (spec.path("runtimeClassName").isString()) {
      String name = Json.textAt(spec, "runtimeClassName");
      throw attributes.forbidden("pod rejected: RuntimeClass \"" + name + "\" not found");
    }
    if (!spec.path("overhead").isEmpty()) {
      throw attributes.forbidden(
          "pod rejected: Pod Overhead set without corresponding RuntimeClass defining Overhead");
    }
  }
}
