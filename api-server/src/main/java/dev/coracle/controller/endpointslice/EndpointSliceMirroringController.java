// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.EndpointSlice;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Creations;
import dev.coracle.controller.Deletions;
import dev.coracle.controller.DocumentTrees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Copies Endpoints that somebody wrote for a Service without selector into EndpointSlices. */
public final class EndpointSliceMirroringController {

  private static final String INDEX = "endpoints";

  private final KubeClient client;
  private final EventRecorder events;
  private final Informer endpoints;
  private final Informer services;
  private final Informer slices;

  private EndpointSliceMirroringController(
      KubeClient client, EventRecorder events, Controller controller) {
    this.client = client;
    this.events = events;
    this.endpoints = controller.watch(ResourceType.ENDPOINTS);
    this.services = controller.watch(ResourceType.SERVICES);
    this.slices =
        controller
            .watch(ResourceType.ENDPOINT_SLICES, EndpointSliceMirroringController::endpointsOf)
            .indexedBy(INDEX, slice -> endpointsOf(slice).stream().map(String::valueOf).toList());
  }

  public static Controller create(KubeClient client, Time time) {
    String name = "endpoint-slice-mirroring-controller";
    Controller controller = new Controller(name, client, time);
    EventRecorder events = new EventRecorder(client, time, name);
    return controller.reconcile(
        new EndpointSliceMirroringController(controller.client(), events, controller)::reconcile);
  }

  private static List<ObjectKey> endpointsOf(KubeObject slice) {
    EndpointSlice lens = new EndpointSlice(slice);
    return lens.isManagedBy(MirroredEndpoints.MANAGER)
        ? lens.service().stream().toList()
        : List.of();
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    List<KubeObject> present = new ArrayList<>(slices.by(INDEX, key.toString()));
    Optional<KubeObject> source =
        endpoints.get(key).filter(MirroredEndpoints::isWanted).filter(e -> hasPlainService(key));
    source.ifPresent(object -> mirror(object, present));
    present.forEach(slice -> Deletions.delete(client, ResourceType.ENDPOINT_SLICES, slice));
    return Reconciler.DONE;
  }

  private boolean hasPlainService(ObjectKey key) {
    return services.get(key).filter(s -> s.at("spec", "selector").isEmpty()).isPresent();
  }

  /** Writes the copies, each into a slice that is there where one will do; takes those away. */
  private void mirror(KubeObject source, List<KubeObject> present) {
    MirroredEndpoints mirrored = MirroredEndpoints.of(source);
    mirrored.warnings().forEach((reason, text) -> events.warning(source, reason, text));
    List<ObjectNode> left = new ArrayList<>();
    for (ObjectNode wanted : mirrored.slices()) {
      Optional<KubeObject> same = take(present, wanted, true);
      same.ifPresent(slice -> update(slice, wanted));
      if (same.isEmpty()) {
        left.add(wanted);
      }
    }
    for (ObjectNode wanted : left) {
      take(present, wanted, false)
          .ifPresentOrElse(
              slice -> update(slice, wanted),
              () -> Creations.create(client, ResourceType.ENDPOINT_SLICES, KubeObject.of(wanted)));
    }
  }

  private static Optional<KubeObject> take(
      List<KubeObject> present, ObjectNode wanted, boolean samePorts) {
    Optional<KubeObject> found =
        present.stream()
            .filter(slice -> MirroredEndpoints.canBecome(slice, wanted, samePorts))
            .findFirst();
    found.ifPresent(present::remove);
    return found;
  }

  private void update(KubeObject slice, ObjectNode wanted) {
    KubeObject changed = slice.edit(object -> MirroredEndpoints.copyInto(object, wanted));
    if (!DocumentTrees.same(changed.tree(), slice.tree())) {
      client.update(ResourceType.ENDPOINT_SLICES, changed);
    }
  }
}
