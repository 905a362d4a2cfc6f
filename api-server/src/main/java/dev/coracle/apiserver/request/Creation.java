// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.admission.Admission;
import dev.coracle.apiserver.codec.WireForm;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.MetadataRules;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The making of an object, from its body to its place in the store. */
final class Creation {

  // As often as Kubernetes tries when a generated name is taken.
  private static final int TRIES = 8;

  private final Machinery machinery;
  private final Admission admission;

  Creation(Machinery machinery, Admission admission) {
    this.machinery = machinery;
    this.admission = admission;
  }

  KubeObject create(Call call, ObjectNode object) {
    ResourceType type = call.type();
    requireUnversioned(object);
    BodyRules.settleNamespace(type, call.key().namespace(), object);
    machinery.kind(type).schema().applyDefaults(object);
    Version version = machinery.version(type);
    ObjectNode tree = version.store(object);
    machinery.strategy(type).applyDefaults(tree);
    boolean generated = Json.textAt(tree, "metadata", "name").isEmpty();
    for (int attempt = 1; ; attempt++) {
      ObjectNode copy = generated ? tree.deepCopy() : tree;
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
  KubeObject answer(Call call, ObjectNode review) {
    ResourceType type = call.type();
    BodyRules.settleNamespace(type, call.key().namespace(), review);
    machinery.kind(type).schema().applyDefaults(review);
    WriteContext context = machinery.context(call, false);
    ResourceStrategy strategy = machinery.strategy(type);
    strategy.applyDefaults(review);
    FieldErrors errors = new FieldErrors();
    strategy.validate(context, review, errors);
    throwIfAny(context, review, errors);
    return KubeObject.of(strategy.answer(context, review));
  }

  private ApiException taken(ResourceType type, String name) {
    return ApiException.alreadyExists(type, name);
  }

  private Optional<KubeObject> tryOnce(Call call, Version version, ObjectNode object) {
    WriteContext context = machinery.context(call, call.dryRun());
    ResourceStrategy strategy = machinery.strategy(call.type());
    admission.create(context, object);
    SystemMetadata.fillNew(object, context.now(), machinery.random());
    WireForm.apply(version.stored(), object);
    if (strategy.hasGeneration()) {
      Json.objectAt(object, "metadata").put("generation", 1);
    }
    Reservation reservation = strategy.beginCreate(context, object);
    boolean stored = false;
    try {
      strategy.prepareForCreate(context, object);
      validate(context, strategy, object);
      strategy.warnings(context, object).forEach(call::warn);
      WireForm.apply(version.stored(), object);
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

  private static void validate(WriteContext context, ResourceStrategy strategy, ObjectNode object) {
    FieldErrors errors = new FieldErrors();
    MetadataRules.validateCreate(object, context.type(), strategy.nameRule(context), errors);
    strategy.validate(context, object, errors);
    throwIfAny(context, object, errors);
  }

  private static void throwIfAny(WriteContext context, ObjectNode object, FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid(
          context.type(), Json.textAt(object, "metadata", "name"), errors.list());
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

  private static void requireUnversioned(ObjectNode object) {
    if (Preconditions.version(object) != 0) {
      // Kubernetes finds out too late to blame the client.
      throw ApiException.of(500, "", "resourceVersion should not be set on objects to be created");
    }
    Json.objectAt(object, "metadata").remove("resourceVersion");
  }
}
