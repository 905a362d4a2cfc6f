// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.admission.Operation;
import dev.coracle.apiserver.codec.WireForm;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.MetadataRules;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.schema.Kind;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The making of an object, from its body to its place in the store. */
final class Creation {

  // As often as Kubernetes tries when a generated name is taken.
  private static final int TRIES = 8;

  private final Machinery machinery;
  private final AdmissionSteps admission;

  Creation(Machinery machinery, AdmissionSteps admission) {
    this.machinery = machinery;
    this.admission = admission;
  }

  KubeObject create(Call call, ObjectNode object) {
    ResourceType type = call.type();
    requireUnversioned(call, object);
    BodyRules.settleNamespace(type, call.key().namespace(), object);
    OwnerDuplicates.drop(call, object);
    machinery.kind(type).schema().applyDefaults(object);
    Version version = machinery.version(type);
    ObjectNode tree = version.store(object);
    machinery.strategy(type).applyDefaults(tree);
    WireForm.apply(version.stored(), tree);
    ObjectNode admitted = mutated(call, version, tree);
    boolean generated = Json.textAt(admitted, "metadata", "name").isEmpty();
    for (int attempt = 1; ; attempt++) {
      ObjectNode copy = generated ? admitted.deepCopy() : admitted;
      Optional<KubeObject> stored = tryOnce(call, version, copy);
      if (stored.isPresent()) {
        return version.show(stored.get());
      }
      if (!generated || attempt == TRIES) {
        throw taken(type, Json.textAt(copy, "metadata", "name"));
      }
    }
  }

  /** What becomes of a question: it is read and checked like an object, and then forgotten. */
  KubeObject answer(Call call, ObjectNode asked) {
    Kind kind = machinery.kind(call.type());
    BodyRules.settleNamespace(call.type(), call.key().namespace(), asked);
    kind.schema().applyDefaults(asked);
    WriteContext context = machinery.context(call);
    ResourceStrategy strategy = machinery.strategy(call.type());
    strategy.applyDefaults(asked);
    ObjectNode review =
        admission.mutate(
            call,
            Operation.CREATE,
            call.type(),
            asked,
            changed -> AdmittedObject.read(machinery.kinds(), kind, changed),
            Optional::empty);
    FieldErrors errors = new FieldErrors(kind.schema());
    strategy.validate(context, review, errors);
    throwIfAny(call.type(), review, errors);
    admission.validate(call, Operation.CREATE, call.type(), () -> review, Optional::empty);
    return KubeObject.of(strategy.answer(context, review));
  }

  /** Once, however often a name must be made up. */
  private ObjectNode mutated(Call call, Version version, ObjectNode tree) {
    ObjectNode admitted =
        version.store(
            tree,
            shown ->
                admission.mutate(
                    named(call, shown),
                    Operation.CREATE,
                    call.type(),
                    shown,
                    changed -> AdmittedObject.read(machinery.kinds(), version.kind(), changed),
                    Optional::empty));
    if (admitted != tree) {
      OwnerDuplicates.dropAfterAdmission(call, admitted);
      BodyRules.settleNamespace(call.type(), call.key().namespace(), admitted);
      machinery.strategy(call.type()).applyDefaults(admitted);
      WireForm.apply(version.stored(), admitted);
    }
    return admitted;
  }

  private static Call named(Call call, ObjectNode object) {
    return call.about(
        new ObjectKey(call.key().namespace(), Json.textAt(object, "metadata", "name")));
  }

  private ApiException taken(ResourceType type, String name) {
    return ApiException.alreadyExists(type, name);
  }

  private Optional<KubeObject> tryOnce(Call call, Version version, ObjectNode object) {
    WriteContext context = machinery.context(call);
    ResourceStrategy strategy = machinery.strategy(call.type());
    SystemMetadata.fillNew(object, context.now(), machinery.random());
    if (strategy.hasGeneration()) {
      Json.objectAt(object, "metadata").put("generation", 1);
    }
    Reservation reservation = strategy.beginCreate(context, object);
    boolean stored = false;
    try {
      strategy.prepareForCreate(context, object);
      validate(context, strategy, version, object);
      strategy.canonicalize(object);
      strategy.warnings(context, object).forEach(call::warn);
      WireForm.apply(version.stored(), object);
      admission.validate(
          named(call, object),
          Operation.CREATE,
          call.type(),
          () -> version.show(object),
          Optional::empty);
      machinery.ownership().own(call.info(), object, Optional.empty());
      Optional<KubeObject> result = store(call, version, object);
      stored = result.isPresent() && !call.dryRun();
      return result;
    } finally {
      end(reservation, stored);
    }
  }

  static void end(Reservation reservation, boolean stored) {
    if (stored) {
      reservation.commit();
    } else {
      reservation.rollBack();
    }
  }

  private static void validate(
      WriteContext context, ResourceStrategy strategy, Version version, ObjectNode object) {
    FieldErrors errors = new FieldErrors(version.stored().schema());
    MetadataRules.validateCreate(object, context.type(), strategy.nameRule(context), errors);
    strategy.validate(context, object, errors);
    throwIfAny(version.storage(), object, errors);
  }

  /** What is refused is named by the group in which it is stored. */
  private static void throwIfAny(ResourceType type, ObjectNode object, FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid(type, Json.textAt(object, "metadata", "name"), errors.list());
    }
  }

  private Optional<KubeObject> store(Call call, Version version, ObjectNode object) {
    ResourceType type = version.storage();
    ObjectKey key =
        new ObjectKey(
            Json.textAt(object, "metadata", "namespace"), Json.textAt(object, "metadata", "name"));
    if (!call.dryRun()) {
      Optional<KubeObject> stored = machinery.store().create(type, key, object);
      if (stored.isEmpty() && isDeleting(type, key)) {
        throw taken(version.kind().type(), key.name()).prefixed("object is being deleted: ");
      }
      return stored;
    }
    return machinery.store().get(type, key).isPresent()
        ? Optional.empty()
        : Optional.of(KubeObject.of(object));
  }

  private boolean isDeleting(ResourceType type, ObjectKey key) {
    return machinery.store().get(type, key).filter(KubeObject::isDeleting).isPresent();
  }

  /**
   * Only what is really stored is asked for it.
   * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/registry/generic/registry/dryrun.go
   * (DryRunnableStorage.Create)
   */
  private static void requireUnversioned(Call call, ObjectNode object) {
    if (!call.dryRun() && Preconditions.version(object) != 0) {
      // Kubernetes finds out too late to blame the client.
      throw ApiException.of(500, "", "resourceVersion should not be set on objects to be created");
    }
    Json.objectAt(object, "metadata").remove("resourceVersion");
  }
}
