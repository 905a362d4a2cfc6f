// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.admission.Operation;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Subresource;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** The paths below objects, each as the strategy of its kind knows it. */
final class Subresources {

  private final Machinery machinery;
  private final AdmissionSteps admission;
  private final Mutation mutation;
  private final Removal removal;

  Subresources(Machinery machinery, AdmissionSteps admission, Mutation mutation, Removal removal) {
    this.machinery = machinery;
    this.admission = admission;
    this.mutation = mutation;
    this.removal = removal;
  }

  /** The part of an object that a call reads: the object itself, or a view of it. */
  KubeObject get(Call call, KubeObject parent) {
    SubresourceStrategy found = find(call);
    if (found instanceof SubresourceStrategy.View view) {
      return KubeObject.of(view.of(parent));
    }
    if (found instanceof SubresourceStrategy.Part) {
      return parent;
    }
    throw unsupported(call);
  }

  /** The view that a call writes; empty where it writes the object, or a part in its form. */
  Optional<SubresourceStrategy.View> view(Call call) {
    return call.subresource().isEmpty() || !(find(call) instanceof SubresourceStrategy.View view)
        ? Optional.empty()
        : Optional.of(view);
  }

  /** The rules by which a call changes an object. */
  UpdateRules rules(Call call) {
    if (call.subresource().isEmpty()) {
      return new UpdateRules.Whole(machinery.strategy(call.type()));
    }
    if (find(call) instanceof SubresourceStrategy.Part part) {
      return new UpdateRules.OfPart(part);
    }
    throw unsupported(call);
  }

  KubeObject update(Call call, SubresourceStrategy.View view, ObjectNode body) {
    return changed(call, view, old -> body.deepCopy());
  }

  KubeObject patch(Call call, SubresourceStrategy.View view, Patch patch) {
    Patches patches = new Patches(machinery.kinds(), sentTo(call));
    return changed(call, view, old -> patches.apply(call, patch, old).object());
  }

  /** Changes an object as its changed view says. */
  private KubeObject changed(
      Call call, SubresourceStrategy.View view, Function<KubeObject, ObjectNode> change) {
    UpdateRules rules = new UpdateRules.Whole(machinery.strategy(call.type()));
    KubeObject parent =
        mutation.mutate(call, new ViewUpdate(call, admission, rules, view, sentTo(call), change));
    return KubeObject.of(view.of(parent));
  }

  KubeObject create(Call call, ObjectNode body) {
    if (!(find(call) instanceof SubresourceStrategy.Action action)) {
      throw unsupported(call);
    }
    Kind kind = sentTo(call);
    BodyRules.settleNamespace(call.type(), call.key().namespace(), body);
    ObjectNode admitted =
        admission.mutate(
            call,
            Operation.CREATE,
            kind.type(),
            body,
            changed -> AdmittedObject.read(machinery.kinds(), kind, changed),
            Optional::empty);
    SubresourceRequest request = new SubresourceRequest(call, machinery, mutation, removal);
    action.check(request, admitted);
    admission.validate(call, Operation.CREATE, kind.type(), () -> admitted, Optional::empty);
    action.run(request, admitted);
    return success();
  }

  private static KubeObject success() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return KubeObject.of(status.put("status", "Success").put("code", 201));
  }

  /** Lets a connection be refused, of which the options are the object. */
  void connect(Call call, ObjectNode members) {
    ResourceType kind = optionsOf(call);
    ObjectNode options = Json.object();
    options.put("kind", kind.kind()).put("apiVersion", kind.apiVersion()).setAll(members);
    ObjectNode admitted =
        admission.mutate(
            call,
            Operation.CONNECT,
            kind,
            options,
            changed -> {
              throw ApiException.notImplemented("the change of " + kind.kind() + " by admission");
            },
            Optional::empty);
    admission.validate(call, Operation.CONNECT, kind, () -> admitted, Optional::empty);
  }

  /** The kind of the options of a connection, of which nobody needs to know more than its name. */
  private ResourceType optionsOf(Call call) {
    Subresource subresource =
        machinery
            .kind(call.type())
            .subresource(call.subresource())
            .orElseThrow(ApiException::pageNotFound);
    String[] version = subresource.apiVersion().split("/", 2);
    String group = version.length == 1 ? "" : version[0];
    return new ResourceType(
        group, version[version.length - 1], "", "", subresource.kind(), call.type().namespaced());
  }

  /** The kind that a subresource is sent as. */
  private Kind sentTo(Call call) {
    return machinery
        .kind(call.type())
        .subresource(call.subresource())
        .flatMap(machinery.kinds()::sentTo)
        .orElseThrow(ApiException::pageNotFound);
  }

  private SubresourceStrategy find(Call call) {
    if (machinery.kind(call.type()).subresource(call.subresource()).isEmpty()) {
      throw ApiException.pageNotFound();
    }
    return machinery
        .strategy(call.type())
        .subresource(call.subresource())
        .orElseThrow(() -> unsupported(call));
  }

  private static ApiException unsupported(Call call) {
    return ApiException.notImplemented(call.type().qualifiedName() + "/" + call.subresource());
  }
}
