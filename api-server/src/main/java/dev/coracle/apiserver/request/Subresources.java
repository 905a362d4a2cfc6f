// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.registry.config.NamespaceFinalization;
import dev.coracle.apiserver.registry.pod.Eviction;
import dev.coracle.apiserver.registry.pod.PodBinding;
import dev.coracle.apiserver.registry.workload.ScaleView;
import dev.coracle.apiserver.schema.Kind;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The parts of objects that are read and written by themselves: status, scale, binding … */
final class Subresources {

  private final Machinery machinery;
  private final Mutation mutation;
  private final Removal removal;

  Subresources(Machinery machinery, Mutation mutation, Removal removal) {
    this.machinery = machinery;
    this.mutation = mutation;
    this.removal = removal;
  }

  /** Whether a write of the subresource is not simply one of the object or its status. */
  boolean isSpecial(ResourceType type, String subresource) {
    if (subresource.isEmpty()) {
      return false;
    }
    require(type, subresource);
    return !subresource.equals("status");
  }

  KubeObject get(ResourceType type, KubeObject parent, String subresource) {
    require(type, subresource);
    return switch (subresource) {
      case "status" -> parent;
      case "scale" -> KubeObject.of(ScaleView.of(parent));
      default -> throw unsupported(type, subresource);
    };
  }

  KubeObject update(
      Call call, ResourceType type, ObjectKey key, ObjectNode body, WriteOptions options) {
    Mutation.Target target = new Mutation.Target(type, key, "", options.dryRun(), false);
    return switch (options.subresource()) {
      case "scale" -> scaled(mutation.mutate(call, target, old -> withScale(old, body.deepCopy())));
      case "finalize" ->
          mutation.override(call, target, old -> NamespaceFinalization.apply(body, old));
      default -> throw unsupported(type, options.subresource());
    };
  }

  KubeObject patch(Call call, ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    if (!options.subresource().equals("scale")) {
      throw unsupported(type, options.subresource());
    }
    Kind scaleKind = machinery.kinds().byKind("autoscaling/v1", "Scale").orElseThrow();
    Patches patches = new Patches(machinery.kinds(), scaleKind);
    Mutation.Target target = new Mutation.Target(type, key, "", options.dryRun(), false);
    return scaled(
        mutation.mutate(
            call,
            target,
            old ->
                withScale(
                    old,
                    patches
                        .apply(
                            call,
                            options.fieldValidation(),
                            patch,
                            KubeObject.of(ScaleView.of(old)))
                        .object())));
  }

  private static ObjectNode withScale(KubeObject old, ObjectNode scale) {
    ObjectNode object = old.tree().deepCopy();
    Json.objectAt(object, "metadata").remove("resourceVersion");
    ScaleView.apply(scale, object);
    return object;
  }

  private static KubeObject scaled(KubeObject parent) {
    return KubeObject.of(ScaleView.of(parent));
  }

  KubeObject create(
      Call call,
      ResourceType type,
      ObjectKey key,
      String subresource,
      ObjectNode body,
      boolean dryRun) {
    require(type, subresource);
    return switch (subresource) {
      case "binding" -> bind(call, type, key, body, dryRun);
      case "eviction" -> evict(call, type, key, body);
      default -> throw unsupported(type, subresource);
    };
  }

  private KubeObject bind(
      Call call, ResourceType type, ObjectKey key, ObjectNode binding, boolean dryRun) {
    PodBinding.validate(binding, key.name());
    mutation.override(
        call,
        new Mutation.Target(type, key, "binding", dryRun, false),
        old -> {
          ObjectNode pod = old.tree().deepCopy();
          PodBinding.apply(binding, pod, machinery.now());
          return pod;
        });
    return success(201);
  }

  private KubeObject evict(Call call, ResourceType type, ObjectKey key, ObjectNode eviction) {
    var options = Eviction.deleteOptions(eviction, key.name());
    KubeObject pod =
        machinery.store().get(type, key).orElseThrow(() -> ApiException.notFound(type, key.name()));
    var budgets =
        machinery.store().list(ResourceType.POD_DISRUPTION_BUDGETS, key.namespace()).items();
    Optional<KubeObject> spent = Eviction.decide(pod, budgets, machinery.now());
    if (spent.isPresent() && !options.dryRun()) {
      machinery.api().get().updateStatus(ResourceType.POD_DISRUPTION_BUDGETS, spent.get());
    }
    removal.delete(call, type, key, options);
    return success(201);
  }

  private static KubeObject success(int code) {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return KubeObject.of(status.put("status", "Success").put("code", code));
  }

  private void require(ResourceType type, String subresource) {
    if (machinery.kind(type).subresource(subresource).isEmpty()) {
      throw ApiException.pageNotFound();
    }
  }

  private static ApiException unsupported(ResourceType type, String subresource) {
    return ApiException.notImplemented(type.qualifiedName() + "/" + subresource);
  }
}
