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
import dev.coracle.api.model.EndpointSlice;
import dev.coracle.api.model.Service;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Deletions;
import dev.coracle.controller.PodControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the EndpointSlices of every Service that selects Pods.
 *
 * <p>What somebody else does to a slice is put right a second later; its own writes do not make it
 * look again.
 */
public final class EndpointSliceController {

  private static final Duration REPAIR = Duration.ofSeconds(1);

  private final KubeClient client;
  private final Controller controller;
  private final EventRecorder events;
  private final ServicePods pods;
  private final Informer slices;
  private final Informer nodes;
  private final TriggerTimes triggers = new TriggerTimes();
  private final Map<ObjectKey, String> written = new HashMap<>();
  private final Set<String> hinted = new HashSet<>();

  private EndpointSliceController(KubeClient client, Time time) {
    this.controller = new Controller("endpointslice-controller", client, time);
    this.client = controller.client();
    this.events = new EventRecorder(client, time, "endpoint-slice-controller");
    this.pods = ServicePods.watchedBy(controller);
    this.slices =
        controller
            .watch(ResourceType.ENDPOINT_SLICES, this::repairLater)
            .indexedBy("service", slice -> serviceOf(slice).stream().map(String::valueOf).toList());
    this.nodes = controller.watch(ResourceType.NODES, this::concerned);
  }

  public static Controller create(KubeClient client, Time time) {
    EndpointSliceController made = new EndpointSliceController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  private static List<ObjectKey> serviceOf(KubeObject slice) {
    EndpointSlice lens = new EndpointSlice(slice);
    return lens.isManagedBy(SliceDocuments.MANAGER) ? lens.service().stream().toList() : List.of();
  }

  private List<ObjectKey> repairLater(Optional<KubeObject> before, Optional<KubeObject> after) {
    ObjectKey key = after.or(() -> before).orElseThrow().key();
    String version = after.map(KubeObject::resourceVersion).orElse("");
    if (after.isEmpty() ? written.remove(key) != null : !version.equals(written.get(key))) {
      List<ObjectKey> services = new ArrayList<>();
      before.ifPresent(slice -> services.addAll(serviceOf(slice)));
      after.ifPresent(slice -> services.addAll(serviceOf(slice)));
      services.forEach(
          service ->
              controller
                  .loop()
                  .schedule(REPAIR, "repair the slices", () -> controller.add(service)));
    }
    return List.of();
  }

  private List<ObjectKey> concerned(Optional<KubeObject> before, Optional<KubeObject> after) {
    if (before.isPresent()
        && after.isPresent()
        && !TopologyHints.depend(before.get(), after.get())) {
      return List.of();
    }
    String node = after.or(() -> before).orElseThrow().name();
    List<ObjectKey> services = new ArrayList<>(pods.servicesOnNode(node));
    pods.services().filter(TopologyHints::isProportional).forEach(s -> services.add(s.key()));
    return services;
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> service = pods.service(key);
    if (service.isEmpty()) {
      triggers.forget(key);
    }
    service.filter(s -> new Service(s).selectsPods()).ifPresent(this::sync);
    return Reconciler.DONE;
  }

  private void sync(KubeObject service) {
    List<KubeObject> selected = pods.of(service);
    Optional<String> trigger = triggers.next(service, selected);
    Map<String, List<KubeObject>> existing = new LinkedHashMap<>();
    for (KubeObject slice : slices.by("service", service.key().toString())) {
      existing
          .computeIfAbsent(new EndpointSlice(slice).addressType(), f -> new ArrayList<>())
          .add(slice);
    }
    boolean anywhere = new Service(service).publishesNotReady();
    List<KubeObject> placed =
        anywhere ? selected : selected.stream().filter(this::isPlaced).toList();
    try {
      for (String family : new Service(service).ipFamilies()) {
        List<PodEndpoint> endpoints = endpoints(service, placed, family);
        List<KubeObject> own = Optional.ofNullable(existing.remove(family)).orElse(List.of());
        write(service, SlicePlan.of(service, family, endpoints, own).triggeredBy(trigger));
      }
      existing.values().forEach(foreign -> foreign.forEach(this::delete));
      requireNodes(service, anywhere ? List.of() : selected);
    } catch (ApiException e) {
      events.warning(
          service,
          "FailedToUpdateEndpointSlices",
          "Error updating Endpoint Slices for Service " + service.key() + ": " + e.getMessage());
      throw e;
    }
  }

  private boolean isPlaced(KubeObject pod) {
    return pod.text("spec", "nodeName").isEmpty() || node(pod).isPresent();
  }

  private Optional<KubeObject> node(KubeObject pod) {
    return nodes.get(ObjectKey.cluster(pod.text("spec", "nodeName")));
  }

  private void requireNodes(KubeObject service, List<KubeObject> selected) {
    for (KubeObject pod : selected) {
      if (!isPlaced(pod)) {
        throw ApiException.of(
            404,
            "NotFound",
            "skipping Pod %s for Service %s: Node %s Not Found"
                .formatted(pod.name(), service.key(), pod.text("spec", "nodeName")));
      }
    }
  }

  private List<PodEndpoint> endpoints(KubeObject service, List<KubeObject> placed, String family) {
    List<PodEndpoint> endpoints = new ArrayList<>();
    for (KubeObject pod : placed) {
      PodEndpoint.of(service, pod, node(pod), family).ifPresent(endpoints::add);
    }
    String group = service.uid() + " " + family;
    if (TopologyHints.isProportional(service)) {
      Optional<String> problem = TopologyHints.share(endpoints, ZoneShares.of(nodes.all()));
      tell(service, family, group, problem);
    } else {
      if (hinted.remove(group)) {
        disabled(service, family, "Topology Aware Hints has been disabled");
      }
      TopologyHints.distribute(service, endpoints);
    }
    return endpoints;
  }

  private void tell(KubeObject service, String family, String group, Optional<String> problem) {
    if (problem.isPresent()) {
      hinted.remove(group);
      disabled(service, family, problem.get());
    } else if (hinted.add(group)) {
      events.normal(
          service,
          "TopologyAwareHintsEnabled",
          "Topology Aware Hints has been enabled, addressType: " + family);
    }
  }

  private void disabled(KubeObject service, String family, String why) {
    events.warning(service, "TopologyAwareHintsDisabled", why + ", addressType: " + family);
  }

  private void write(KubeObject service, SlicePlan plan) {
    if (!service.isDeleting()) {
      plan.creations().forEach(this::create);
    }
    for (KubeObject slice : plan.updates()) {
      wrote(client.update(ResourceType.ENDPOINT_SLICES, slice));
    }
    plan.deletions().forEach(this::delete);
  }

  private void wrote(KubeObject slice) {
    written.put(slice.key(), slice.resourceVersion());
  }

  private void create(ObjectNode slice) {
    try {
      wrote(client.create(ResourceType.ENDPOINT_SLICES, KubeObject.of(slice)));
    } catch (ApiException e) {
      // A namespace that is going takes no new slices, and needs none.
      if (!PodControl.isNamespaceTerminating(e)) {
        throw e;
      }
    }
  }

  private void delete(KubeObject slice) {
    written.remove(slice.key());
    Deletions.delete(client, ResourceType.ENDPOINT_SLICES, slice);
  }
}
