// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.schema.Kind;
import java.util.function.Function;
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
    if (subresource.equals("status")) {
      return parent;
    }
    return KubeObject.of(view(type, subresource).of(parent));
  }

  KubeObject update(
      Call call, ResourceType type, ObjectKey key, ObjectNode body, WriteOptions options) {
    if (find(type, options.subresource()) instanceof SubresourceStrategy.Replacement part) {
      return mutation.override(call, target(type, key, options), old -> part.apply(body, old));
    }
    SubresourceStrategy.View view = view(type, options.subresource());
    return changed(call, target(type, key, options), view, old -> body.deepCopy());
  }

  KubeObject patch(Call call, ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    SubresourceStrategy.View view = view(type, options.subresource());
    Patches patches = new Patches(machinery.kinds(), sentTo(type, options.subresource()));
    return changed(
        call,
        target(type, key, options),
        view,
        old ->
            patches
                .apply(call, options.fieldValidation(), patch, KubeObject.of(view.of(old)))
                .object());
  }

  /** Changes an object as its changed view says. */
  private KubeObject changed(
      Call call,
      Mutation.Target target,
      SubresourceStrategy.View view,
      Function<KubeObject, ObjectNode> change) {
    KubeObject parent =
        mutation.mutate(
            call,
            target,
            old -> {
              ObjectNode object = old.tree().deepCopy();
              Json.objectAt(object, "metadata").remove("resourceVersion");
              view.apply(change.apply(old), object);
              return object;
            });
    return KubeObject.of(view.of(parent));
  }

  KubeObject create(
      Call call, ResourceType type, ObjectKey key, ObjectNode body, WriteOptions options) {
    require(type, options.subresource());
    if (!(find(type, options.subresource()) instanceof SubresourceStrategy.Action action)) {
      throw unsupported(type, options.subresource());
    }
    Mutation.Target target = target(type, key, options);
    action.run(new SubresourceRequest(call, target, machinery, mutation, removal), body);
    return success();
  }

  private static Mutation.Target target(ResourceType type, ObjectKey key, WriteOptions options) {
    return new Mutation.Target(type, key, "", options.dryRun(), false);
  }

  private static KubeObject success() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return KubeObject.of(status.put("status", "Success").put("code", 201));
  }

  /** The kind that a subresource is sent as. */
  private Kind sentTo(ResourceType type, String subresource) {
    return machinery
        .kind(type)
        .subresource(subresource)
        .flatMap(machinery.kinds()::sentTo)
        .orElseThrow(ApiException::pageNotFound);
  }

  private SubresourceStrategy.View view(ResourceType type, String subresource) {
    if (find(type, subresource) instanceof SubresourceStrategy.View view) {
      return view;
    }
    throw unsupported(type, subresource);
  }

  private SubresourceStrategy find(ResourceType type, String subresource) {
    SubresourceStrategy found = machinery.strategy(type).subresources().get(subresource);
    if (found == null) {
      throw unsupported(type, subresource);
    }
    return found;
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
