// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.admission.Operation;
import dev.coracle.apiserver.schema.Kind;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** A change of an object, or of a part that is written as the object. */
record ObjectUpdate(
    Call call, AdmissionSteps admission, UpdateRules rules, Function<KubeObject, ObjectNode> change)
    implements Update {

  @Override
  public ObjectNode of(KubeObject old) {
    return change.apply(old);
  }

  private Kind kind() {
    return admission.machinery().kind(call.type());
  }

  @Override
  public ObjectNode mutate(ObjectNode object, Supplier<KubeObject> old) {
    return admission.mutate(
        call,
        Operation.UPDATE,
        call.type(),
        object,
        changed -> AdmittedObject.read(admission.machinery().kinds(), kind(), changed),
        () -> Optional.of(old.get()));
  }

  @Override
  public void validate(Supplier<ObjectNode> object, Supplier<KubeObject> old) {
    admission.validate(call, Operation.UPDATE, call.type(), object, () -> Optional.of(old.get()));
  }
}
