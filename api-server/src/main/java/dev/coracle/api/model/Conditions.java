// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The conditions in the status of a document. */
final class Conditions {

  private Conditions() {}

  static JsonNode find(KubeObject object, String type) {
    for (JsonNode condition : object.at("status", "conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return condition;
      }
    }
    return MissingNode.getInstance();
  }
}
