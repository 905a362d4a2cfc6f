// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.Controller;
import dev.coracle.api.Informer;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Reconciler;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the EndpointSlices of every Service that selects Pods. */
final class EndpointSliceController {

  private final KubeClient client;
  private final ServicePods pods;
  private final Informer slices;
  private final Informer nodes;

  private EndpointSliceController(
      KubeClient client, ServicePods pods, Informer slices, Informer nodes) {
    this.client = client;
    this.pods = pods;
    this.slices = slices;
    this.nodes = nodes;
  }

  static Controller create(KubeClient client, Time time) {
    Controller controller = new Controller("endpointslice-controller", client, time);
    ServicePods pods = ServicePods.watchedBy(controller);
    Informer slices =
        controller
            .watch(ResourceType.ENDPOINT_SLICES, EndpointSliceController::serviceOf)
            .indexedBy("service", slice -> serviceOf(slice).stream().map(String::valueOf).toList());
    Informer nodes = controller.watch(ResourceType.NODES, node -> pods.servicesOnNode(node.name()));
    EndpointSliceController self = new EndpointSliceController(client, pods, slices, nodes);
    return controller.reconcile(self::reconcile);
  }

  private static List<ObjectKey> serviceOf(KubeObject slice) {
    Map<String, String> labels = slice.labels();
    String service = labels.get(SliceDocuments.SERVICE_NAME);
    boolean ours = SliceDocuments.MANAGER.equals(labels.get(SliceDocuments.MANAGED_BY));
    return service != null && ours ? List.of(ObjectKey.of(slice.namespace(), service)) : List.of();
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> service = pods.service(key).filter(ServicePods::selectsPods);
    if (service.isEmpty()) {
      return Reconciler.DONE;
    }
    boolean missingNode = false;
    Map<String, List<KubeObject>> existing = new LinkedHashMap<>();
    for (KubeObject slice : slices.by("service", key.toString())) {
      existing.computeIfAbsent(slice.text("addressType"), f -> new ArrayList<>()).add(slice);
    }
    for (JsonNode family : service.get().at("spec", "ipFamilies")) {
      String type = family.asString();
      List<PodEndpoint> endpoints = new ArrayList<>();
      for (KubeObject pod : pods.of(service.get())) {
        Optional<KubeObject> node = nodes.get(ObjectKey.cluster(pod.text("spec", "nodeName")));
        boolean publishAll = PodEndpoint.publishesNotReady(service.get());
        if (node.isEmpty() && !publishAll && !pod.text("spec", "nodeName").isEmpty()) {
          missingNode = true;
          continue;
        }
        PodEndpoint.of(service.get(), pod, node, type).ifPresent(endpoints::add);
      }
      List<KubeObject> own = existing.getOrDefault(type, List.of());
      existing.remove(type);
      write(service.get(), SlicePlan.of(service.get(), type, endpoints, own));
    }
    existing.values().forEach(foreign -> foreign.forEach(this::delete));
    // The Pods left out come back when their node appears; this is for one that never did.
    return missingNode ? Optional.of(Duration.ofSeconds(1)) : Reconciler.DONE;
  }

  private void write(KubeObject service, SlicePlan plan) {
    if (!service.isDeleting()) {
      plan.creations().forEach(this::create);
    }
    plan.updates().forEach(slice -> client.update(ResourceType.ENDPOINT_SLICES, slice));
    plan.deletions().forEach(this::delete);
  }

  private void create(ObjectNode slice) {
    try {
      client.create(ResourceType.ENDPOINT_SLICES, KubeObject.of(slice));
    } catch (ApiException e) {
      // A namespace that is going takes no new slices, and needs none.
      if (e.code() != 403) {
        throw e;
      }
    }
  }

  private void delete(KubeObject slice) {
    try {
      client.delete(ResourceType.ENDPOINT_SLICES, slice.key());
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
