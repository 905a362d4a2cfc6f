// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Rolls a Deployment's template out over ReplicaSets, one step at a time. Runs on its controller's
 * loop.
 */
final class DeploymentController {

  private static final String NAME = "deployment-controller";

  private final KubeClient client;
  private final Controller controller;
  private final EventRecorder events;
  private final Informer deployments;
  private final Informer setInformer;
  private final OwnedObjects sets;
  private final DeploymentRevisions revisions;
  private final DeploymentRollout rollout;
  private final DeploymentRollback rollback;

  private DeploymentController(KubeClient client, Time time) {
    this.client = client;
    this.controller = new Controller(NAME, client, time);
    this.events = new EventRecorder(client, time, NAME);
    this.deployments = controller.watch(DEPLOYMENTS);
    this.setInformer =
        controller.watch(REPLICA_SETS, set -> OwnedObjects.owners(set, DEPLOYMENTS, deployments));
    this.sets = new OwnedObjects(client, DEPLOYMENTS, REPLICA_SETS, setInformer);
    OwnedObjects pods =
        new OwnedObjects(client, REPLICA_SETS, PODS, controller.watch(PODS, this::waitingFor));
    this.revisions = new DeploymentRevisions(client);
    this.rollout = new DeploymentRollout(revisions, pods::ofUid);
    this.rollback = new DeploymentRollback(client);
  }

  static Controller create(KubeClient client, Time time) {
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
    DeploymentPass pass =
        new DeploymentPass(client, events, controller.loop().now(), deployment, owned);
    if (deployment.object().isDeleting()) {
      pass.writeNumbers();
      return Reconciler.DONE;
    }
    return step(pass, deployment);
  }

  private Optional<Duration> step(DeploymentPass pass, Deployment deployment) {
    notePause(pass, deployment);
    if (deployment.isPaused()) {
      revisions.mark(pass);
      rollout.scale(pass);
      if (!DeploymentRollback.isWanted(deployment.object())) {
        revisions.prune(pass);
      }
      pass.writeNumbers();
      return Reconciler.DONE;
    }
    if (DeploymentRollback.isWanted(deployment.object())) {
      revisions.markOrCreate(pass);
      rollback.perform(pass);
      return Reconciler.DONE;
    }
    if (DeploymentRollout.isScaling(pass)) {
      revisions.mark(pass);
      rollout.scale(pass);
      pass.writeNumbers();
      return Reconciler.DONE;
    }
    if (deployment.isRecreate()) {
      rollout.recreate(pass);
    } else {
      rollout.roll(pass);
    }
    return pass.writeProgress();
  }

  private static void notePause(DeploymentPass pass, Deployment deployment) {
    if (DeploymentConditions.hasDeadline(deployment)) {
      DeploymentConditions.pauseOrResume(deployment.object(), deployment.isPaused(), pass.now())
          .ifPresent(pass::writeCondition);
    }
  }
}
