// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.replicaset;

import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.Selector;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ReplicaSet;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Availability;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.OwnedObjects;
import dev.coracle.controller.PodControl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Keeps as many Pods of one template as a ReplicaSet asks for. Runs on its controller's loop. */
public final class ReplicaSetController {

  private final KubeClient client;
  private final Controller controller;
  private final PodControl podControl;
  private final Informer sets;
  private final OwnedObjects pods;

  private ReplicaSetController(KubeClient client, Time time) {
    this.controller = new Controller("replicaset-controller", client, time);
    this.client = controller.client();
    this.podControl =
        new PodControl(this.client, new EventRecorder(client, time, "replicaset-controller"));
    this.sets = controller.watch(REPLICA_SETS);
    Informer watched = controller.watch(PODS, pod -> OwnedObjects.owners(pod, REPLICA_SETS, sets));
    this.pods = new OwnedObjects(this.client, REPLICA_SETS, PODS, watched);
  }

  public static Controller create(KubeClient client, Time time) {
    ReplicaSetController made = new ReplicaSetController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    return sets.get(key).map(ReplicaSet::new).flatMap(this::sync);
  }

  private Optional<Duration> sync(ReplicaSet set) {
    Selector selector = set.selector();
    List<KubeObject> claimed =
        pods.claim(set.object(), pod -> selector.matches(pod) && !selector.isEmpty());
    List<Pod> active = claimed.stream().filter(ReplicaSetVictims::isActive).map(Pod::new).toList();
    int terminating = (int) claimed.stream().filter(ReplicaSetController::isTerminating).count();
    int surplus = active.size() - set.replicas();
    Optional<ApiException> failure =
        set.object().isDeleting() ? Optional.empty() : resize(set, active, surplus);
    writeStatus(set, active, terminating, surplus, failure);
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Availability.next(set, active, now());
  }

  private static boolean isTerminating(KubeObject pod) {
    return pod.isDeleting() && !new Pod(pod).isTerminal();
  }

  private Optional<ApiException> resize(ReplicaSet set, List<Pod> active, int surplus) {
    if (surplus < 0) {
      return PodControl.inBatches(
          Math.min(-surplus, PodControl.BURST),
          // A namespace that is going away needs no Pods: nothing to try again.
          i ->
              podControl
                  .create(set.object(), podOf(set))
                  .filter(refusal -> !PodControl.isNamespaceTerminating(refusal)));
    }
    if (surplus == 0) {
      return Optional.empty();
    }
    int count = Math.min(surplus, PodControl.BURST);
    Optional<ApiException> failure = Optional.empty();
    for (Pod victim : ReplicaSetVictims.choose(active, family(set), count, now())) {
      Optional<ApiException> refused = podControl.delete(set.object(), victim.object());
      failure = failure.or(() -> refused);
    }
    return failure;
  }

  private static ObjectNode podOf(ReplicaSet set) {
    ObjectNode pod = PodControl.podOf(set.template(), set.object(), REPLICA_SETS);
    Json.objectAt(pod, "metadata").put("generateName", set.object().name() + "-");
    return pod;
  }

  /** The active Pods of all ReplicaSets of the same Deployment. */
  private List<Pod> family(ReplicaSet set) {
    Optional<String> controllerUid = set.object().controller().map(OwnerReference::uid);
    return sets.all().stream()
        .filter(other -> isRelated(other, set.object(), controllerUid))
        .flatMap(other -> pods.of(other).stream())
        .filter(ReplicaSetVictims::isActive)
        .map(Pod::new)
        .toList();
  }

  private static boolean isRelated(KubeObject other, KubeObject set, Optional<String> owner) {
    return other.uid().equals(set.uid())
        || owner.isPresent() && other.controller().map(OwnerReference::uid).equals(owner);
  }

  private void writeStatus(
      ReplicaSet set,
      List<Pod> active,
      int terminating,
      int surplus,
      Optional<ApiException> failure) {
    ObjectNode status = ReplicaSetStatus.of(set, active, terminating, surplus, failure, now());
    DocumentTrees.writeStatus(client, REPLICA_SETS, set.object(), status);
  }

  private Instant now() {
    return controller.loop().now();
  }
}
