// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.admission.Admission;
import dev.coracle.apiserver.admission.Attributes;
import dev.coracle.apiserver.admission.Draft;
import dev.coracle.apiserver.admission.Operation;
import dev.coracle.apiserver.schema.Kind;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** The steps of a write at which admission is asked, each with all that is known of the write. */
record AdmissionSteps(Machinery machinery, Admission admission) {

  /** What becomes of a document of a kind, before the rules of its kind. */
  ObjectNode mutate(
      Call call,
      Operation operation,
      ResourceType kind,
      ObjectNode object,
      UnaryOperator<ObjectNode> decoder,
      Supplier<Optional<KubeObject>> old) {
    Draft draft = new Draft(() -> object, decoder);
    admission.mutate(call.info(), operation, target(call, kind), draft, old);
    return draft.opened().orElse(object);
  }

  /** Lets a document of a kind be refused that is about to be stored, or acted on. */
  void validate(
      Call call,
      Operation operation,
      ResourceType kind,
      Supplier<ObjectNode> object,
      Supplier<Optional<KubeObject>> old) {
    admission.validate(
        call.info(), operation, target(call, kind), () -> Optional.of(object.get()), old);
  }

  /** Lets an object be kept that is to be deleted: both phases, as there is nothing to change. */
  void delete(Call call, Supplier<KubeObject> object) {
    Draft nothing = new Draft(AdmissionSteps::noObject, tree -> noObject());
    Attributes.Target target = target(call, call.type());
    Supplier<Optional<KubeObject>> old = () -> Optional.of(object.get());
    admission.mutate(call.info(), Operation.DELETE, target, nothing, old);
    admission.validate(call.info(), Operation.DELETE, target, Optional::empty, old);
  }

  private static ObjectNode noObject() {
    throw new IllegalStateException("a deletion has no object (expected: look at the old one)");
  }

  private Attributes.Target target(Call call, ResourceType kind) {
    ResourceType resource = call.type();
    Kind.Use use = machinery.kind(resource).use();
    return new Attributes.Target(
        kind, resource, use instanceof Kind.Stored stored ? stored.as() : resource, named(call));
  }

  /** The name in the path; of many objects at once there is none, although each is asked about. */
  private static ObjectKey named(Call call) {
    return call.info().verb().equals("deletecollection") ? call.info().key() : call.key();
  }
}
