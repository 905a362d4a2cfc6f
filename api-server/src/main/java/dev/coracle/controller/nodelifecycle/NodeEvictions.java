// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.nodelifecycle;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.model.Pod;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Deletions;
import dev.coracle.controller.DocumentTrees;
import tools.jackson.databind.node.ObjectNode;

/** What is done to Pods whose node fails them, and the Events that tell of it. */
final class NodeEvictions {

  private static final String DISRUPTION = "DisruptionTarget";

  private final KubeClient client;
  private final Time time;
  private final EventRecorder nodeEvents;
  private final EventRecorder evictionEvents;

  NodeEvictions(KubeClient client, Time time) {
    this.client = client;
    this.time = time;
    this.nodeEvents = new EventRecorder(client, time, "node-controller");
    this.evictionEvents = new EventRecorder(client, time, "taint-eviction-controller");
  }

  void tellRegistered(KubeObject node) {
    tell(node, "RegisteredNode", "Registered Node " + node.name() + " in Controller");
  }

  void tellRemoved(KubeObject node) {
    tell(node, "RemovingNode", "Removing Node " + node.name() + " from Controller");
  }

  private void tell(KubeObject node, String reason, String event) {
    nodeEvents.normal(node, reason, "Node " + node.name() + " event: " + event);
  }

  void tellNotReady(KubeObject node) {
    nodeEvents.normal(node, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
  }

  /** Takes a Pod out of the endpoints of its Services. */
  void markNotReady(KubeObject pod) {
    setCondition(pod, condition("Ready", "False"));
    nodeEvents.warning(pod, "NodeNotReady", "Node is not ready");
  }

  /** Deletes a Pod that does not tolerate a taint of its node. */
  void evict(KubeObject pod) {
    evictionEvents.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + pod.key());
    setCondition(
        pod,
        condition(DISRUPTION, "True")
            .put("reason", "DeletionByTaintManager")
            .put("message", "Taint manager: deleting due to NoExecute taint"));
    Deletions.delete(client, ResourceType.PODS, pod);
  }

  /** Says that a Pod that was to be deleted may stay. */
  void tellSpared(KubeObject pod) {
    evictionEvents.normal(pod, "TaintManagerEviction", "Cancelling deletion of Pod " + pod.key());
  }

  /** Deletes a Pod of which nobody will say how it ended. */
  void collect(KubeObject pod) {
    if (!new Pod(pod).isTerminal()) {
      ObjectNode condition =
          condition(DISRUPTION, "True")
              .put("reason", "DeletionByPodGC")
              .put("message", "PodGC: node no longer exists");
      patchStatus(pod, condition, "Failed");
    }
    Deletions.delete(client, ResourceType.PODS, pod, DeleteOptions.NOW);
  }

  private ObjectNode condition(String type, String status) {
    return Json.object()
        .put("type", type)
        .put("status", status)
        .put("lastTransitionTime", DocumentTrees.timestamp(time.now()));
  }

  private void setCondition(KubeObject pod, ObjectNode condition) {
    patchStatus(pod, condition, "");
  }

  private void patchStatus(KubeObject pod, ObjectNode condition, String phase) {
    Patch patch =
        Patch.strategic(
            body -> {
              body.putObject("metadata").put("uid", pod.uid());
              ObjectNode status = body.putObject("status");
              if (!phase.isEmpty()) {
                status.put("phase", phase);
              }
              status.putArray("conditions").add(condition);
            });
    client.patchStatus(ResourceType.PODS, pod.key(), patch);
  }
}
