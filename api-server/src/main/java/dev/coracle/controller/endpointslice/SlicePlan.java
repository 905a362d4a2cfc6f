// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The writes that turn the slices of a Service, in one address family, into those it should have.
 *
 * <p>Endpoints stay in the slice they are in; new ones fill slices that change anyway, then a slice
 * that can take all the rest, then new slices of at most a hundred. Nothing else is moved.
 */
record SlicePlan(List<ObjectNode> creations, List<KubeObject> updates, List<KubeObject> deletions) {

  private static final int MOST = 100;

  /** A slice on its way: what it was, if it was, and what it shall hold. */
  private static final class Draft {

    private final KubeObject before;
    private final List<ObjectNode> endpoints = new ArrayList<>();
    private boolean changed;

    Draft(KubeObject before, boolean changed) {
      this.before = before;
      this.changed = changed;
    }
  }

  static SlicePlan of(
      KubeObject service, String family, List<PodEndpoint> endpoints, List<KubeObject> existing) {
    SlicePlan plan = new SlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<List<EndpointPort>, Map<String, ObjectNode>> wanted = grouped(endpoints);
    Map<List<EndpointPort>, List<KubeObject>> present = new LinkedHashMap<>();
    for (KubeObject slice : existing) {
      if (isOwnedBy(slice, service)) {
        present
            .computeIfAbsent(EndpointPort.of(slice.at("ports")), p -> new ArrayList<>())
            .add(slice);
      } else {
        plan.deletions.add(slice);
      }
    }
    if (wanted.isEmpty()) {
      wanted.put(List.of(), new LinkedHashMap<>());
    }
    wanted.forEach(
        (ports, group) -> {
          List<KubeObject> slices = present.getOrDefault(ports, List.of());
          present.remove(ports);
          plan.pack(service, family, ports, group, slices, endpoints.isEmpty());
        });
    present.values().forEach(plan.deletions::addAll);
    plan.reuseDeletions();
    return plan;
  }

  private static boolean isOwnedBy(KubeObject slice, KubeObject service) {
    return slice.ownerReferences().stream().anyMatch(owner -> owner.uid().equals(service.uid()));
  }

  private static Map<List<EndpointPort>, Map<String, ObjectNode>> grouped(
      List<PodEndpoint> endpoints) {
    Map<List<EndpointPort>, Map<String, ObjectNode>> groups = new LinkedHashMap<>();
    for (PodEndpoint endpoint : endpoints) {
      groups
          .computeIfAbsent(endpoint.ports(), p -> new LinkedHashMap<>())
          .put(endpoint.identity(), endpoint.document());
    }
    return groups;
  }

  private void pack(
      KubeObject service,
      String family,
      List<EndpointPort> ports,
      Map<String, ObjectNode> wanted,
      List<KubeObject> slices,
      boolean placeholder) {
    Map<String, ObjectNode> rest = new LinkedHashMap<>(wanted);
    Map<String, String> labels = SliceDocuments.labels(service);
    List<Draft> drafts = slices.stream().map(slice -> keepWanted(slice, rest, labels)).toList();
    fillChanging(drafts, rest);
    while (rest.size() >= MOST) {
      creations.add(filled(service, family, ports, rest));
    }
    fillOneUnchanged(drafts, rest);
    if (!rest.isEmpty() || placeholder && slices.isEmpty()) {
      creations.add(filled(service, family, ports, rest));
    }
    finish(drafts, labels, placeholder);
  }

  private static ObjectNode filled(
      KubeObject service, String family, List<EndpointPort> ports, Map<String, ObjectNode> rest) {
    ObjectNode slice = SliceDocuments.empty(service, family, ports);
    ArrayNode endpoints = Json.arrayAt(slice, "endpoints");
    var next = rest.values().iterator();
    while (next.hasNext() && endpoints.size() < MOST) {
      endpoints.add(next.next());
      next.remove();
    }
    return slice;
  }

  private static Draft keepWanted(
      KubeObject slice, Map<String, ObjectNode> rest, Map<String, String> labels) {
    Draft draft = new Draft(slice, !new TreeMap<>(slice.labels()).equals(labels));
    for (JsonNode endpoint : slice.at("endpoints")) {
      ObjectNode wanted = rest.remove(PodEndpoint.identity(endpoint));
      if (wanted == null) {
        draft.changed = true;
      } else {
        draft.endpoints.add(wanted);
        draft.changed |= !wanted.equals(endpoint);
      }
    }
    return draft;
  }

  private static void fillChanging(List<Draft> drafts, Map<String, ObjectNode> rest) {
    drafts.stream()
        .filter(draft -> draft.changed && !draft.endpoints.isEmpty())
        .sorted((a, b) -> Integer.compare(b.endpoints.size(), a.endpoints.size()))
        .forEach(draft -> fill(draft, rest));
  }

  private static void fillOneUnchanged(List<Draft> drafts, Map<String, ObjectNode> rest) {
    if (rest.isEmpty()) {
      return;
    }
    drafts.stream()
        .filter(draft -> draft.endpoints.size() + rest.size() <= MOST)
        .max((a, b) -> Integer.compare(a.endpoints.size(), b.endpoints.size()))
        .ifPresent(draft -> fill(draft, rest));
  }

  private static void fill(Draft draft, Map<String, ObjectNode> rest) {
    var next = rest.values().iterator();
    while (next.hasNext() && draft.endpoints.size() < MOST) {
      draft.endpoints.add(next.next());
      next.remove();
      draft.changed = true;
    }
  }

  private void finish(List<Draft> drafts, Map<String, String> labels, boolean placeholder) {
    boolean keptPlaceholder = false;
    for (Draft draft : drafts) {
      boolean keep = !draft.endpoints.isEmpty() || placeholder && !keptPlaceholder;
      keptPlaceholder |= draft.endpoints.isEmpty();
      if (!keep) {
        deletions.add(draft.before);
      } else if (draft.changed) {
        updates.add(changed(draft, labels));
      }
    }
  }

  private static KubeObject changed(Draft draft, Map<String, String> labels) {
    return draft.before.edit(
        slice -> {
          ArrayNode endpoints = slice.putArray("endpoints");
          draft.endpoints.forEach(endpoints::add);
          ObjectNode metadata = Json.objectAt(slice, "metadata");
          metadata.remove("labels");
          labels.forEach(Json.objectAt(metadata, "labels")::put);
        });
  }

  /** A slice that would go takes the content of one that would come. */
  private void reuseDeletions() {
    for (int i = deletions.size() - 1; i >= 0 && !creations.isEmpty(); i--) {
      KubeObject old = deletions.get(i);
      ObjectNode creation = creations.get(creations.size() - 1);
      if (old.text("addressType").equals(Json.textAt(creation, "addressType"))
          && !old.isDeleting()
          && old.ownerReferences().stream().anyMatch(o -> o.uid().equals(ownerUid(creation)))) {
        creations.remove(creations.size() - 1);
        deletions.remove(i);
        updates.add(
            old.edit(
                slice -> {
                  slice.set("endpoints", creation.path("endpoints"));
                  slice.set("ports", creation.path("ports"));
                  Json.objectAt(slice, "metadata")
                      .set("labels", Json.at(creation, "metadata", "labels"));
                }));
      }
    }
  }

  /** The same writes, each of which says which change it follows from, or that none is known. */
  SlicePlan triggeredBy(Optional<String> change) {
    creations.forEach(slice -> setTrigger(slice, change));
    updates.replaceAll(slice -> slice.edit(object -> setTrigger(object, change)));
    return this;
  }

  private static void setTrigger(ObjectNode slice, Optional<String> change) {
    ObjectNode metadata = Json.objectAt(slice, "metadata");
    if (change.isPresent()) {
      Json.objectAt(metadata, "annotations").put(TriggerTimes.ANNOTATION, change.get());
    } else if (metadata.get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(TriggerTimes.ANNOTATION);
    }
  }

  private static String ownerUid(ObjectNode slice) {
    return Json.textAt(Json.at(slice, "metadata", "ownerReferences").path(0), "uid");
  }
}
