// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.Service;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Deletions;
import dev.coracle.controller.PodControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps the Endpoints object of every Service that selects Pods. */
public final class EndpointsController {

  private final KubeClient client;
  private final EventRecorder events;
  private final ServicePods pods;
  private final Informer endpoints;
  private final TriggerTimes triggers = new TriggerTimes();

  private EndpointsController(
      KubeClient client, EventRecorder events, ServicePods pods, Informer endpoints) {
    this.client = client;
    this.events = events;
    this.pods = pods;
    this.endpoints = endpoints;
  }

  public static Controller create(KubeClient client, Time time) {
    Controller controller = new Controller("endpoint-controller", client, time);
    ServicePods pods = ServicePods.watchedBy(controller);
    // Endpoints without a Service are somebody's own; only one that went is looked at.
    Informer endpoints =
        controller.watch(
            ResourceType.ENDPOINTS,
            (before, after) ->
                after.isEmpty() ? before.map(KubeObject::key).stream().toList() : List.of());
    EventRecorder events = new EventRecorder(client, time, "endpoint-controller");
    return controller.reconcile(
        new EndpointsController(controller.client(), events, pods, endpoints)::reconcile);
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> service = pods.service(key);
    if (service.isEmpty()) {
      triggers.forget(key);
      endpoints.get(key).ifPresent(left -> Deletions.delete(client, ResourceType.ENDPOINTS, left));
    } else if (new Service(service.get()).selectsPods()) {
      sync(service.get());
    }
    return Reconciler.DONE;
  }

  private void sync(KubeObject service) {
    List<KubeObject> selected = pods.of(service);
    EndpointsDocument wanted = EndpointsDocument.of(service, selected);
    Optional<String> trigger = triggers.next(service, selected);
    Optional<KubeObject> present = endpoints.get(service.key());
    if (present.isEmpty()) {
      create(service, wanted, trigger);
    } else if (!wanted.isIn(present.get())) {
      update(present.get(), wanted, trigger);
    }
  }

  private void create(KubeObject service, EndpointsDocument wanted, Optional<String> trigger) {
    KubeObject made =
        KubeObject.of(ResourceType.ENDPOINTS, service.key())
            .edit(object -> wanted.fill(object, trigger));
    try {
      client.create(ResourceType.ENDPOINTS, made);
    } catch (ApiException e) {
      if (PodControl.isNamespaceTerminating(e)) {
        return;
      }
      events.warning(
          service,
          "FailedToCreateEndpoint",
          "Failed to create endpoint for service " + service.key() + ": " + e.getMessage());
      throw e;
    }
  }

  private void update(KubeObject present, EndpointsDocument wanted, Optional<String> trigger) {
    try {
      client.update(ResourceType.ENDPOINTS, present.edit(object -> wanted.fill(object, trigger)));
    } catch (ApiException e) {
      events.warning(
          present,
          "FailedToUpdateEndpoint",
          "Failed to update endpoint " + present.key() + ": " + e.getMessage());
      throw e;
    }
  }
}
