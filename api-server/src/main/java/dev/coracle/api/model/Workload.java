// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Selector;
import tools.jackson.databind.JsonNode;

/** What keeps a number of Pods of one template. */
public sealed interface Workload permits Deployment, ReplicaSet, StatefulSet {

  KubeObject object();

  /** How many Pods it asks for. */
  default int replicas() {
    return object().number(1, "spec", "replicas");
  }

  default Selector selector() {
    return Selector.of(object().at("spec", "selector"));
  }

  /** The template of its Pods: metadata and spec. */
  default JsonNode template() {
    return object().at("spec", "template");
  }

  /** How long a Pod must be ready to count as available. */
  default int minReadySeconds() {
    return object().number(0, "spec", "minReadySeconds");
  }
}
