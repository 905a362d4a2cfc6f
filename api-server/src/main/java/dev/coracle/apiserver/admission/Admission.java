// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** What stands between a well-formed write and the kind's own rules: the built-in admission. */
public final class Admission {

  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final ObjectStore store;
  private final List<Admitter> admitters;

  public Admission(ObjectStore store, RandomGenerator random) {
    this.store = store;
    this.admitters =
        List.of(
            new PriorityAdmission(),
            new ServiceAccountAdmission(random),
            new IngressClassAdmission());
  }

  public void create(WriteContext context, ObjectNode object) {
    requireLivingNamespace(context.type(), object);
    for (Admitter admitter : admitters) {
      admitter.create(context, object);
    }
  }

  public void update(WriteContext context, ObjectNode object, KubeObject old) {
    for (Admitter admitter : admitters) {
      admitter.update(context, object, old);
    }
  }

  /** The NamespaceLifecycle plugin: some namespaces stay as long as the cluster. */
  public void delete(ResourceType type, ObjectKey key) {
    if (type.equals(ResourceType.NAMESPACES) && IMMORTAL.contains(key.name())) {
      throw ApiException.forbidden(type, key.name(), "this namespace may not be deleted");
    }
  }

  /** The NamespaceLifecycle plugin: nothing is made in a namespace that is missing or going. */
  private void requireLivingNamespace(ResourceType type, ObjectNode object) {
    if (!type.namespaced()) {
      return;
    }
    String namespace = Json.textAt(object, "metadata", "namespace");
    Optional<KubeObject> found = store.get(ResourceType.NAMESPACES, ObjectKey.cluster(namespace));
    if (found.isEmpty()) {
      throw ApiException.notFound(ResourceType.NAMESPACES, namespace);
    }
    if (found.get().isDeleting()) {
      throw terminating(type, Json.textAt(object, "metadata", "name"), namespace);
    }
  }

  private static ApiException terminating(ResourceType type, String name, String namespace) {
    ApiException refusal =
        ApiException.forbidden(
            type,
            name,
            "unable to create new content in namespace "
                + namespace
                + " because it is being terminated");
    ObjectNode status = refusal.toStatus();
    Json.arrayAt(Json.objectAt(status, "details"), "causes")
        .addObject()
        .put("reason", "NamespaceTerminating")
        .put("message", "namespace " + namespace + " is being terminated")
        .put("field", "metadata.namespace");
    return ApiException.of(status);
  }
}
