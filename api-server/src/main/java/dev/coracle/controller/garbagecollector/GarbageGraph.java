// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.garbagecollector;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.ServedKinds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every object of a cluster by its uid, and by the uids of its owners. Runs on its controller's
 * loop; the keys it gives are uids.
 */
final class GarbageGraph {

  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  private static final String UID = "uid";
  private static final String OWNER = "owner";

  /** An object and the kind under which it is written. */
  record Item(ResourceType type, KubeObject object) {

    boolean isDeletingDependents() {
      return isWaitingFor(FOREGROUND);
    }

    boolean isOrphaningDependents() {
      return isWaitingFor(ORPHAN);
    }

    private boolean isWaitingFor(String finalizer) {
      return object.isDeleting() && object.finalizers().contains(finalizer);
    }
  }

  private final Controller controller;
  private final ServedKinds served;
  private final Map<ResourceType, Informer> kinds = new LinkedHashMap<>();

  private GarbageGraph(Controller controller, ServedKinds served) {
    this.controller = controller;
    this.served = served;
  }

  /** Follows all kinds, as they come and go. */
  static GarbageGraph watchedBy(Controller controller, ServedKinds served) {
    GarbageGraph graph = new GarbageGraph(controller, served);
    graph.followKinds();
    served.observe(() -> controller.loop().execute(graph::followKinds));
    return graph;
  }

  private void followKinds() {
    List<ResourceType> now = served.now().stream().filter(GarbageGraph::isCollected).toList();
    for (ResourceType gone : kinds.keySet().stream().filter(k -> !now.contains(k)).toList()) {
      kinds.remove(gone);
      controller.forget(gone);
    }
    for (ResourceType kind : now) {
      if (!kinds.containsKey(kind)) {
        kinds.put(kind, watch(kind));
        controller.startLate(kinds.get(kind));
      }
    }
  }

  /** All but Events, which nobody owns and of which there are many. */
  private static boolean isCollected(ResourceType kind) {
    return !kind.equals(ResourceType.EVENTS);
  }

  private Informer watch(ResourceType kind) {
    return controller
        .watch(kind, this::concerned)
        .indexedBy(UID, object -> List.of(object.uid()))
        .indexedBy(OWNER, object -> List.copyOf(owners(object)));
  }

  private static Set<String> owners(KubeObject object) {
    Set<String> uids = new LinkedHashSet<>();
    object.at("metadata", "ownerReferences").forEach(o -> uids.add(o.path("uid").asString("")));
    return uids;
  }

  private Collection<ObjectKey> concerned(Optional<KubeObject> before, Optional<KubeObject> after) {
    Set<String> uids = new LinkedHashSet<>();
    if (after.isEmpty()) {
      before.ifPresent(gone -> addRelatives(uids, gone));
    } else {
      KubeObject object = after.get();
      Optional<KubeObject> same = before.filter(b -> b.uid().equals(object.uid()));
      if (same.isEmpty()) {
        before.ifPresent(replaced -> addRelatives(uids, replaced));
      }
      if (same.isEmpty() ? isInteresting(object) : hasChanged(same.get(), object)) {
        uids.add(object.uid());
        addRelatives(uids, object);
        same.ifPresent(b -> uids.addAll(owners(b)));
      }
    }
    return uids.stream().map(ObjectKey::cluster).toList();
  }

  private void addRelatives(Set<String> uids, KubeObject object) {
    uids.addAll(owners(object));
    dependents(object.uid()).forEach(item -> uids.add(item.object().uid()));
  }

  private static boolean isInteresting(KubeObject object) {
    return object.isDeleting() || !object.at("metadata", "ownerReferences").isEmpty();
  }

  private static boolean hasChanged(KubeObject before, KubeObject after) {
    return before.isDeleting() != after.isDeleting()
        || !before.at("metadata", "ownerReferences").equals(after.at("metadata", "ownerReferences"))
        || !before.at("metadata", "finalizers").equals(after.at("metadata", "finalizers"));
  }

  Optional<Item> find(String uid) {
    for (Map.Entry<ResourceType, Informer> kind : kinds.entrySet()) {
      for (KubeObject object : kind.getValue().by(UID, uid)) {
        return Optional.of(new Item(kind.getKey(), object));
      }
    }
    return Optional.empty();
  }

  List<Item> dependents(String uid) {
    List<Item> found = new ArrayList<>();
    kinds.forEach(
        (kind, informer) ->
            informer.by(OWNER, uid).forEach(object -> found.add(new Item(kind, object))));
    return found;
  }

  /** The kind that an owner reference names, if the cluster serves it. */
  Optional<ResourceType> kindOf(OwnerReference reference) {
    return kinds.keySet().stream()
        .filter(kind -> kind.kind().equals(reference.kind()))
        .filter(kind -> kind.group().equals(groupOf(reference.apiVersion())))
        .findFirst();
  }

  private static String groupOf(String apiVersion) {
    return apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
  }
}
