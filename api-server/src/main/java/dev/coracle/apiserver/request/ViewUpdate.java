// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.admission.Operation;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.schema.Kind;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change of an object through a view of it, such as its scale. Admission is shown the views.
 *
 * @param kind of the view
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/apps/deployment/storage/storage.go">
 *     scaleUpdatedObjectInfo</a>
 */
record ViewUpdate(
    Call call,
    AdmissionSteps admission,
    UpdateRules rules,
    SubresourceStrategy.View view,
    Kind kind,
    Function<KubeObject, ObjectNode> change)
    implements Update {

  @Override
  public ObjectNode of(KubeObject old) {
    KubeObject before = KubeObject.of(view.of(old));
    ObjectNode shown =
        admission.mutate(
            call,
            Operation.UPDATE,
            kind.type(),
            change.apply(before),
            changed -> AdmittedObject.read(admission.machinery().kinds(), kind, changed),
            () -> Optional.of(before));
    ObjectNode object = old.tree().deepCopy();
    Json.objectAt(object, "metadata").remove("resourceVersion");
    view.apply(shown, object);
    return object;
  }

  /** It was the view that could be changed. */
  @Override
  public ObjectNode mutate(ObjectNode object, Supplier<KubeObject> old) {
    return object;
  }

  @Override
  public void validate(Supplier<ObjectNode> object, Supplier<KubeObject> old) {
    admission.validate(
        call,
        Operation.UPDATE,
        kind.type(),
        () -> view.of(KubeObject.of(object.get().deepCopy())),
        () -> Optional.of(KubeObject.of(view.of(old.get()))));
  }
}
