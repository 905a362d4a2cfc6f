// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.statefulset;

import static dev.coracle.api.ResourceType.CONTROLLER_REVISIONS;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.STATEFUL_SETS;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Selector;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.StatefulSet;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Availability;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.OwnedObjects;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps Pods with names of their own, one for each ordinal of a StatefulSet. Runs on its
 * controller's loop.
 */
public final class StatefulSetController {

  private static final String NAME = "statefulset-controller";

  private final KubeClient client;
  private final Controller controller;
  private final StatefulSetPodControl podControl;
  private final Informer sets;
  private final OwnedObjects pods;
  private final OwnedObjects revisions;
  private final RevisionHistory history;

  private StatefulSetController(KubeClient client, Time time) {
    this.controller = new Controller(NAME, client, time);
    this.client = controller.client();
    this.podControl = new StatefulSetPodControl(this.client, new EventRecorder(client, time, NAME));
    this.sets = controller.watch(STATEFUL_SETS);
    this.pods =
        new OwnedObjects(
            this.client,
            STATEFUL_SETS,
            PODS,
            controller.watch(PODS, pod -> OwnedObjects.owners(pod, STATEFUL_SETS, sets)));
    this.revisions =
        new OwnedObjects(
            this.client,
            STATEFUL_SETS,
            CONTROLLER_REVISIONS,
            controller.read(CONTROLLER_REVISIONS));
    this.history = new RevisionHistory(this.client, STATEFUL_SETS);
  }

  public static Controller create(KubeClient client, Time time) {
    StatefulSetController made = new StatefulSetController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    return sets.get(key).map(StatefulSet::new).flatMap(this::sync);
  }

  private Optional<Duration> sync(StatefulSet set) {
    Selector selector = set.selector();
    List<KubeObject> past = revisions.claim(set.object(), selector::matches);
    List<Pod> members =
        pods.claim(set.object(), pod -> isMember(set, selector, pod)).stream()
            .map(Pod::new)
            .toList();
    RevisionHistory.Newest newest =
        history.newest(set.object(), past, set.object().number(0, "status", "collisionCount"));
    KubeObject current = current(set, past, newest.revision());
    Optional<ApiException> refusal =
        set.object().isDeleting()
            ? Optional.empty()
            : new StatefulSetSync(podControl, set, members, current, newest.revision(), now())
                .perform();
    DocumentTrees.writeStatus(
        client,
        STATEFUL_SETS,
        set.object(),
        StatefulSetStatus.of(set, members, current.name(), newest, now()));
    prune(set, members, past, List.of(current.name(), newest.revision().name()));
    // What is not implemented will not be so the next time.
    refusal.filter(e -> !e.isNotImplemented()).ifPresent(StatefulSetController::raise);
    return Availability.next(set, members, now());
  }

  private static void raise(ApiException refusal) {
    throw refusal;
  }

  private static boolean isMember(StatefulSet set, Selector selector, KubeObject pod) {
    return selector.matches(pod) && StatefulSetPods.ordinal(set.object(), pod) >= 0;
  }

  /** The revision that all Pods had when they were last all the same. */
  private static KubeObject current(StatefulSet set, List<KubeObject> past, KubeObject newest) {
    String name = set.object().text("status", "currentRevision");
    return past.stream().filter(r -> r.name().equals(name)).findFirst().orElse(newest);
  }

  private void prune(
      StatefulSet set, List<Pod> members, List<KubeObject> past, List<String> known) {
    Set<String> inUse = new HashSet<>(known);
    members.forEach(pod -> inUse.add(StatefulSetPods.revision(pod.object())));
    history.prune(past, inUse, set.revisionHistoryLimit());
  }

  private Instant now() {
    return controller.loop().now();
  }
}
