// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.garbagecollector;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.controller.ServedKinds;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Deletions;
import dev.coracle.controller.Finalizers;
import dev.coracle.controller.garbagecollector.GarbageGraph.Item;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes what nobody owns any more, and holds owners that wait for their dependents.
 *
 * <ul>
 *   <li><b>Background.</b> Where all owners have gone, their dependents are deleted.
 *   <li><b>Foreground.</b> An owner with the finalizer {@code foregroundDeletion} goes after the
 *       dependents that block its deletion.
 *   <li><b>Orphan.</b> An owner with the finalizer {@code orphan} goes after its dependents have
 *       forgotten it.
 * </ul>
 *
 * <p>A reference to an owner of a kind that is not served is left alone: it cannot be told whether
 * that owner exists.
 */
public final class GarbageCollector {

  /** As often as Kubernetes tries at once when another write comes between. */
  private static final int TRIES = 5;

  private final KubeClient client;
  private final EventRecorder events;
  private final GarbageGraph graph;

  private GarbageCollector(KubeClient client, EventRecorder events, GarbageGraph graph) {
    this.client = client;
    this.events = events;
    this.graph = graph;
  }

  public static Controller create(KubeClient client, Time time, ServedKinds kinds) {
    Controller controller = new Controller("generic-garbage-collector", client, time);
    GarbageGraph graph = GarbageGraph.watchedBy(controller, kinds);
    EventRecorder events = new EventRecorder(client, time, "garbage-collector-controller");
    return controller.reconcile(
        new GarbageCollector(controller.client(), events, graph)::reconcile);
  }

  private Optional<Duration> reconcile(ObjectKey uid) {
    Optional<Item> found = graph.find(uid.name());
    if (found.isPresent()) {
      Item item = found.get();
      if (item.isOrphaningDependents()) {
        orphanDependents(item);
      } else if (item.isDeletingDependents()) {
        finishWhenAlone(item);
      } else if (!item.object().isDeleting()) {
        deleteIfUnowned(item);
      }
    }
    return Reconciler.DONE;
  }

  private void orphanDependents(Item owner) {
    Set<String> uid = Set.of(owner.object().uid());
    graph.dependents(owner.object().uid()).forEach(dependent -> dropOwners(dependent, uid));
    removeFinalizer(owner, GarbageGraph.ORPHAN);
  }

  private void finishWhenAlone(Item owner) {
    boolean blocked =
        graph.dependents(owner.object().uid()).stream()
            .anyMatch(dependent -> blocks(dependent, owner.object().uid()));
    if (!blocked) {
      removeFinalizer(owner, GarbageGraph.FOREGROUND);
    }
  }

  private static boolean blocks(Item dependent, String owner) {
    return dependent.object().ownerReferences().stream()
        .anyMatch(o -> o.uid().equals(owner) && o.blockOwnerDeletion());
  }

  /**
   * Deletes an object that nobody owns any more. The graph may show owners that were taken from it
   * before they went, so it is read again, as in attemptToDeleteItem of <a
   * href="https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/garbagecollector/garbagecollector.go">
   * garbagecollector.go</a>.
   */
  private void deleteIfUnowned(Item item) {
    if (goneOwners(item).isEmpty() && waitingOwners(item).isEmpty()) {
      return;
    }
    client
        .find(item.type(), item.object().key())
        .filter(latest -> latest.uid().equals(item.object().uid()) && !latest.isDeleting())
        .ifPresent(latest -> deleteUnowned(new Item(item.type(), latest)));
  }

  private Set<String> goneOwners(Item item) {
    return uidsOf(item.object().ownerReferences(), owner -> isGone(item, owner));
  }

  private Set<String> waitingOwners(Item item) {
    return uidsOf(item.object().ownerReferences(), this::isDeletingDependents);
  }

  private void deleteUnowned(Item item) {
    List<OwnerReference> owners = item.object().ownerReferences();
    Set<String> gone = goneOwners(item);
    Set<String> waiting = waitingOwners(item);
    waiting.removeAll(gone);
    if (gone.isEmpty() && waiting.isEmpty()) {
      return;
    }
    if (gone.size() + waiting.size() < owners.size()) {
      gone.addAll(waiting);
      dropOwners(item, gone);
    } else if (!waiting.isEmpty() && !graph.dependents(item.object().uid()).isEmpty()) {
      unblockCycle(item);
      delete(item, Propagation.FOREGROUND);
    } else {
      delete(item, propagation(item.object()));
    }
  }

  private static Set<String> uidsOf(List<OwnerReference> owners, Predicate<OwnerReference> which) {
    return owners.stream()
        .filter(which)
        .map(OwnerReference::uid)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private boolean isDeletingDependents(OwnerReference owner) {
    return graph.find(owner.uid()).filter(Item::isDeletingDependents).isPresent();
  }

  /** Whether there is no such owner: nothing of that name, or something made later. */
  private boolean isGone(Item item, OwnerReference owner) {
    Optional<ResourceType> kind = graph.kindOf(owner);
    if (kind.isEmpty()) {
      return false;
    }
    String namespace = kind.get().namespaced() ? item.object().namespace() : "";
    if (kind.get().namespaced() && namespace.isEmpty()) {
      reportOutOfScope(item, owner);
      return false;
    }
    return client
        .find(kind.get(), new ObjectKey(namespace, owner.name()))
        .filter(found -> found.uid().equals(owner.uid()))
        .isEmpty();
  }

  private void reportOutOfScope(Item item, OwnerReference owner) {
    events.warning(
        item.object(),
        "OwnerRefInvalidNamespace",
        "ownerRef [%s/%s, namespace: , name: %s, uid: %s] does not exist in namespace \"%s\""
            .formatted(
                owner.apiVersion(),
                owner.kind(),
                owner.name(),
                owner.uid(),
                item.object().namespace()));
  }

  /** Dependents that wait for their own would wait for ever where they own each other. */
  private void unblockCycle(Item item) {
    boolean cycle =
        graph.dependents(item.object().uid()).stream().anyMatch(Item::isDeletingDependents);
    if (cycle) {
      ArrayNode owners = Json.array();
      item.object()
          .at("metadata", "ownerReferences")
          .forEach(o -> owners.add(((ObjectNode) o.deepCopy()).put("blockOwnerDeletion", false)));
      patchOwners(item, owners);
    }
  }

  private static Propagation propagation(KubeObject object) {
    if (object.finalizers().contains(GarbageGraph.ORPHAN)) {
      return Propagation.ORPHAN;
    }
    return object.finalizers().contains(GarbageGraph.FOREGROUND)
        ? Propagation.FOREGROUND
        : Propagation.BACKGROUND;
  }

  private void delete(Item item, Propagation propagation) {
    DeleteOptions options = DeleteOptions.NORMAL.withPropagation(propagation);
    Deletions.delete(client, item.type(), item.object(), options);
  }

  private void dropOwners(Item item, Set<String> uids) {
    ArrayNode left = Json.array();
    item.object()
        .at("metadata", "ownerReferences")
        .valueStream()
        .filter(o -> !uids.contains(Json.textAt(o, "uid")))
        .forEach(o -> left.add(o.deepCopy()));
    patchOwners(item, left);
  }

  private void patchOwners(Item item, ArrayNode owners) {
    patch(
        item,
        Patch.merge(
            body -> {
              ObjectNode metadata = body.putObject("metadata").put("uid", item.object().uid());
              metadata.put("resourceVersion", item.object().resourceVersion());
              metadata.set("ownerReferences", owners);
            }));
  }

  /**
   * Reads the object anew for each try: those who write its status do not know that it goes.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/garbagecollector/operations.go
   * (removeFinalizer)
   */
  private void removeFinalizer(Item item, String finalizer) {
    for (int attempt = 1; ; attempt++) {
      Optional<KubeObject> present =
          client
              .find(item.type(), item.object().key())
              .filter(found -> found.uid().equals(item.object().uid()))
              .filter(found -> found.finalizers().contains(finalizer));
      if (present.isEmpty()) {
        return;
      }
      try {
        patch(item, Finalizers.without(present.get(), finalizer));
        return;
      } catch (ApiException e) {
        if (!e.isConflict() || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Changes an object, if it is still there. */
  private void patch(Item item, Patch patch) {
    try {
      client.patch(item.type(), item.object().key(), patch);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
