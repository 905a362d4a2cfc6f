// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.namespace;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.controller.ServedKinds;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Deletions;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.StatusConditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Empties Namespaces that are being deleted, and lets them go when nothing is left. */
public final class NamespaceController {

  private static final String FINALIZER = "kubernetes";
  private static final Duration CHECK = Duration.ofSeconds(1);

  private final KubeClient client;
  private final Time time;
  private final ServedKinds kinds;
  private final Informer namespaces;

  private NamespaceController(
      KubeClient client, Time time, ServedKinds kinds, Informer namespaces) {
    this.client = client;
    this.time = time;
    this.kinds = kinds;
    this.namespaces = namespaces;
  }

  public static Controller create(KubeClient client, Time time, ServedKinds kinds) {
    Controller controller = new Controller("namespace-controller", client, time);
    Informer namespaces = controller.watch(ResourceType.NAMESPACES);
    // The content of a Namespace that waits may be Pods that end, which tell when they are gone.
    controller.watch(
        ResourceType.PODS,
        (before, after) ->
            after.isEmpty()
                ? before.stream()
                    .map(pod -> ObjectKey.cluster(pod.namespace()))
                    .filter(key -> namespaces.get(key).filter(KubeObject::isDeleting).isPresent())
                    .toList()
                : List.of());
    return controller.reconcile(
        new NamespaceController(controller.client(), time, kinds, namespaces)::reconcile);
  }

  /** The namespaced kinds, Pods first. */
  private static List<ResourceType> ordered(Collection<ResourceType> kinds) {
    List<ResourceType> ordered = new ArrayList<>();
    kinds.stream().filter(ResourceType.PODS::equals).forEach(ordered::add);
    kinds.stream()
        .filter(ResourceType::namespaced)
        .filter(kind -> !kind.equals(ResourceType.PODS))
        .forEach(ordered::add);
    return List.copyOf(ordered);
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> namespace = namespaces.get(key).filter(KubeObject::isDeleting);
    if (namespace.isEmpty() || !isHeld(namespace.get())) {
      return Reconciler.DONE;
    }
    NamespaceContent content = new NamespaceContent();
    for (ResourceType kind : ordered(kinds.now())) {
      // Whatever else is in a Namespace stays until its Pods have ended.
      if (kind.equals(ResourceType.PODS) || content.isEmptyOf(ResourceType.PODS)) {
        deleteAll(kind, key.name(), content);
      }
    }
    KubeObject reported = report(namespace.get(), content);
    if (!content.isEmpty()) {
      return Optional.of(CHECK);
    }
    finish(reported);
    return Reconciler.DONE;
  }

  private static boolean isHeld(KubeObject namespace) {
    return namespace
        .at("spec", "finalizers")
        .valueStream()
        .anyMatch(f -> f.asString("").equals(FINALIZER));
  }

  private void deleteAll(ResourceType kind, String namespace, NamespaceContent content) {
    ListOptions all = ListOptions.inNamespace(namespace);
    try {
      client.list(kind, all).items().stream()
          .filter(object -> !object.isDeleting())
          .forEach(object -> Deletions.delete(client, kind, object));
      client.list(kind, all).items().forEach(object -> content.remains(kind, object));
    } catch (ApiException e) {
      content.failed(kind, e);
    }
  }

  private KubeObject report(KubeObject namespace, NamespaceContent content) {
    StatusConditions conditions = StatusConditions.of(namespace);
    content.conditions(time.now()).forEach(conditions::replace);
    ObjectNode status =
        namespace.at("status") instanceof ObjectNode old ? old.deepCopy() : Json.object();
    conditions.putInto(status);
    return DocumentTrees.writeStatus(client, ResourceType.NAMESPACES, namespace, status);
  }

  private void finish(KubeObject namespace) {
    KubeObject released =
        namespace.edit(
            object -> {
              Json.objectAt(object, "metadata").remove("resourceVersion");
              ArrayNode finalizers = Json.array();
              Json.at(object, "spec", "finalizers")
                  .valueStream()
                  .filter(f -> !f.asString("").equals(FINALIZER))
                  .forEach(finalizers::add);
              Json.objectAt(object, "spec").set("finalizers", finalizers);
            });
    client.update(ResourceType.NAMESPACES, released, WriteOptions.subresource("finalize"));
  }
}
