// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
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
  boolean isSpecial(Call call) {
    if (call.subresource().isEmpty()) {
      return false;
    }
    require(call);
    return !call.isOfStatus();
  }

  KubeObject get(Call call, KubeObject parent) {
    require(call);
    return call.isOfStatus() ? parent : KubeObject.of(view(call).of(parent));
  }

  KubeObject update(Call call, ObjectNode body) {
    if (find(call) instanceof SubresourceStrategy.Replacement part) {
      return mutation.override(call, old -> part.apply(body, old));
    }
    return changed(call, view(call), old -> body.deepCopy());
  }

  KubeObject patch(Call call, Patch patch) {
    SubresourceStrategy.View view = view(call);
    Patches patches = new Patches(machinery.kinds(), sentTo(call));
    return changed(
        call, view, old -> patches.apply(call, patch, KubeObject.of(view.of(old))).object());
  }

  /** Changes an object as its changed view says. */
  private KubeObject changed(
      Call call, SubresourceStrategy.View view, Function<KubeObject, ObjectNode> change) {
    KubeObject parent =
        mutation.mutate(
            call,
            old -> {
              ObjectNode object = old.tree().deepCopy();
              Json.objectAt(object, "metadata").remove("resourceVersion");
              view.apply(change.apply(old), object);
              return object;
            });
    return KubeObject.of(view.of(parent));
  }

  KubeObject create(Call call, ObjectNode body) {
    require(call);
    if (!(find(call) instanceof SubresourceStrategy.Action action)) {
      throw unsupported(call);
    }
    action.run(new SubresourceRequest(call, machinery, mutation, removal), body);
    return success();
  }

  private static KubeObject success() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return KubeObject.of(status.put("status", "Success").put("code", 201));
  }

  /** The kind that a subresource is sent as. */
  private Kind sentTo(Call call) {
    return machinery
        .kind(call.type())
        .subresource(call.subresource())
        .flatMap(machinery.kinds()::sentTo)
        .orElseThrow(ApiException::pageNotFound);
  }

  private SubresourceStrategy.View view(Call call) {
    if (find(call) instanceof SubresourceStrategy.View view) {
      return view;
    }
    throw unsupported(call);
  }

  private SubresourceStrategy find(Call call) {
    SubresourceStrategy found =
        machinery.strategy(call.type()).subresources().get(call.subresource());
    if (found == null) {
      throw unsupported(call);
    }
    return found;
  }

  private void require(Call call) {
    if (machinery.kind(call.type()).subresource(call.subresource()).isEmpty()) {
      throw ApiException.pageNotFound();
    }
  }

  private static ApiException unsupported(Call call) {
    return ApiException.notImplemented(call.type().qualifiedName() + "/" + call.subresource());
  }
}
