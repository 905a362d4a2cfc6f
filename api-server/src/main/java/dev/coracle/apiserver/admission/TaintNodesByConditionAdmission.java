// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The admission plugin that lets no Pod onto a new node before the node lifecycle controller has
 * seen it ready: whatever its conditions say, it is created with a taint. See <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/plugin/pkg/admission/nodetaint/admission.go">addNotReadyTaint</a>.
 */
final class TaintNodesByConditionAdmission implements MutatingAdmitter {

  private static final String KEY = "node.kubernetes.io/not-ready";
  private static final String EFFECT = "NoSchedule";

  @Override
  public boolean handles(Attributes attributes) {
    return attributes.operation() == Operation.CREATE && attributes.isOf(ResourceType.NODES);
  }

  @Override
  public void admit(Attributes attributes, Draft draft) {
    ArrayNode taints = Json.arrayAt(Json.objectAt(draft.tree(), "spec"), "taints");
    if (taints.valueStream().noneMatch(TaintNodesByConditionAdmission::isIt)) {
      taints.addObject().put("key", KEY).put("effect", EFFECT);
    }
  }

  private static boolean isIt(JsonNode taint) {
    return Json.textAt(taint, "key").equals(KEY) && Json.textAt(taint, "effect").equals(EFFECT);
  }
}
