// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.REPLICA_SETS;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Selector;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.Deployment;
import dev.coracle.api.model.Pod;
import dev.coracle.api.time.Time;
import dev.coracle.controller.OwnedObjects;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Rolls a Deployment's template out over ReplicaSets, one step at a time. Runs on its controller's
 * loop.
 */
public final class DeploymentController {

  private static final String NAME = "deployment-controller";

  private final KubeClient client;
  private final Controller controller;
  private final EventRecorder events;
  private final Informer deployments;
  private final Informer setInformer;
  private final OwnedObjects sets;
  private final NewReplicaSets newSets;
  private final OldReplicaSets oldSets;
  private final RollingUpdate rollingUpdate;
  private final Recreate recreate;
  private final DeploymentRollback rollback;

  private DeploymentController(KubeClient client, Time time) {
    this.controller = new Controller(NAME, client, time);
    this.client = controller.client();
    this.events = new EventRecorder(client, time, NAME);
    this.deployments = controller.watch(DEPLOYMENTS);
    this.setInformer =
        controller.watch(REPLICA_SETS, set -> OwnedObjects.owners(set, DEPLOYMENTS, deployments));
    this.sets = new OwnedObjects(this.client, DEPLOYMENTS, REPLICA_SETS, setInformer);
    OwnedObjects pods =
        new OwnedObjects(this.client, REPLICA_SETS, PODS, controller.watch(PODS, this::waitingFor));
    this.newSets = new NewReplicaSets(this.client);
    this.oldSets = new OldReplicaSets(this.client);
    this.rollingUpdate = new RollingUpdate(newSets, oldSets);
    this.recreate = new Recreate(newSets, oldSets, pods::ofUid);
    this.rollback = new DeploymentRollback(this.client);
  }

  public static Controller create(KubeClient client, Time time) {
    DeploymentController made = new DeploymentController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  /** The Deployments that wait for a Pod to end before they make new ones. */
  private Collection<ObjectKey> waitingFor(
      Optional<KubeObject> before, Optional<KubeObject> after) {
    if (after.filter(pod -> !new Pod(pod).isTerminal()).isPresent()) {
      return List.of();
    }
    return before
        .or(() -> after)
        .flatMap(pod -> OwnedObjects.ownerOf(pod, REPLICA_SETS))
        .flatMap(setInformer::get)
        .flatMap(set -> OwnedObjects.ownerOf(set, DEPLOYMENTS))
        .filter(key -> isRecreate(deployments.get(key)))
        .stream()
        .toList();
  }

  private static boolean isRecreate(Optional<KubeObject> deployment) {
    return deployment.map(Deployment::new).filter(Deployment::isRecreate).isPresent();
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    return deployments.get(key).map(Deployment::new).flatMap(this::sync);
  }

  private Optional<Duration> sync(Deployment deployment) {
    Selector selector = deployment.selector();
    if (selector.isEmpty()) {
      events.warning(
          deployment.object(),
          "SelectingAll",
          "This deployment is selecting all pods. A non-empty selector is required.");
      return Reconciler.DONE;
    }
    List<KubeObject> owned = sets.claim(deployment.object(), selector::matches);
    DeploymentSync sync =
        new DeploymentSync(client, events, controller.loop().now(), deployment, owned);
    if (deployment.object().isDeleting()) {
      sync.writeNumbers();
      return Reconciler.DONE;
    }
    return step(sync, deployment);
  }

  private Optional<Duration> step(DeploymentSync sync, Deployment deployment) {
    notePause(sync, deployment);
    if (deployment.isPaused()) {
      newSets.mark(sync);
      DeploymentScaling.scale(sync);
      if (!DeploymentRollback.isWanted(deployment.object())) {
        oldSets.cleanUp(sync);
      }
      sync.writeNumbers();
      return Reconciler.DONE;
    }
    if (DeploymentRollback.isWanted(deployment.object())) {
      newSets.markOrCreate(sync);
      rollback.perform(sync);
      return Reconciler.DONE;
    }
    if (DeploymentScaling.isScaling(sync)) {
      newSets.mark(sync);
      DeploymentScaling.scale(sync);
      sync.writeNumbers();
      return Reconciler.DONE;
    }
    if (deployment.isRecreate()) {
      recreate.step(sync);
    } else {
      rollingUpdate.step(sync);
    }
    return sync.writeProgress();
  }

  private static void notePause(DeploymentSync sync, Deployment deployment) {
    if (DeploymentConditions.hasDeadline(deployment)) {
      DeploymentConditions.pauseOrResume(deployment.object(), deployment.isPaused(), sync.now())
          // Not by reference: a class that names Jackson there alone is not renamed in the one jar.
          .ifPresent(condition -> sync.writeCondition(condition));
    }
  }
}
