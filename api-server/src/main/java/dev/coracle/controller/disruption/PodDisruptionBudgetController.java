// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.disruption;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.Pod;
import dev.coracle.api.time.Time;
import dev.coracle.controller.DocumentTrees;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps the status of PodDisruptionBudgets: how many of their Pods may be evicted now. */
public final class PodDisruptionBudgetController {

  private static final String NAMESPACE = "namespace";
  private static final String UNMANAGED =
      "Pods selected by this PodDisruptionBudget (selector: %s) were found to be unmanaged. As a"
          + " result, the status of the PDB cannot be calculated correctly, which may result in"
          + " undefined behavior. To account for these pods please set \".spec.minAvailable\" field"
          + " of the PDB to an integer value.";

  private final KubeClient client;
  private final Controller controller;
  private final EventRecorder events;
  private final Informer budgets;
  private final Informer pods;
  private final PodScales scales;

  private PodDisruptionBudgetController(KubeClient client, Time time) {
    this.controller = new Controller("disruption-controller", client, time);
    this.client = controller.client();
    this.events = new EventRecorder(client, time, "controllermanager");
    this.budgets =
        controller
            .watch(ResourceType.POD_DISRUPTION_BUDGETS)
            .indexedBy(NAMESPACE, budget -> List.of(budget.namespace()));
    this.pods =
        controller
            .watch(ResourceType.PODS, this::budgetsOf)
            .indexedBy(NAMESPACE, pod -> List.of(pod.namespace()));
    this.scales = PodScales.watchedBy(controller, this::budgetsIn);
  }

  public static Controller create(KubeClient client, Time time) {
    PodDisruptionBudgetController made = new PodDisruptionBudgetController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  private List<ObjectKey> budgetsOf(KubeObject pod) {
    return budgets.by(NAMESPACE, pod.namespace()).stream()
        .filter(budget -> selects(budget, pod))
        .map(KubeObject::key)
        .toList();
  }

  private List<ObjectKey> budgetsIn(String namespace) {
    return budgets.by(NAMESPACE, namespace).stream().map(KubeObject::key).toList();
  }

  private static boolean selects(KubeObject budget, KubeObject pod) {
    var selector = budget.at("spec", "selector");
    return selector.isObject() && Selector.of(selector).matches(pod);
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    return budgets.get(key).filter(budget -> !budget.isDeleting()).flatMap(this::sync);
  }

  private Optional<Duration> sync(KubeObject budget) {
    List<Pod> selected =
        pods.by(NAMESPACE, budget.namespace()).stream()
            .filter(pod -> selects(budget, pod))
            .map(Pod::new)
            .filter(pod -> !pod.isTerminal())
            .toList();
    if (selected.isEmpty()) {
      events.normal(budget, "NoPods", "No matching pods found");
    }
    PodScales.Expected expected = scales.of(budget, selected);
    expected
        .problem()
        .ifPresent(why -> events.warning(budget, "CalculateExpectedPodCountFailed", why));
    if (expected.unmanaged()) {
      String selector = LabelSelectorText.of(budget.at("spec", "selector"));
      events.warning(budget, "UnmanagedPods", UNMANAGED.formatted(selector));
    }
    DisruptionStatus status =
        DisruptionStatus.of(budget, selected, expected, controller.loop().now());
    DocumentTrees.writeStatus(
        client, ResourceType.POD_DISRUPTION_BUDGETS, budget, status.document());
    return status.recheck().isPresent() ? status.recheck() : Reconciler.DONE;
  }
}
